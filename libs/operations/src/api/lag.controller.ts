import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { BusServer, type PartitionLag } from '#libs/bus';

@ApiTags('operations')
@Controller('v1/lag')
export class LagController {
  constructor(private readonly bus: BusServer) {}

  /** For each group, of whatever process: how far it has come in every partition, and where the log ends. */
  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'How far each group is behind the log' })
  async list(): Promise<Record<string, readonly PartitionLag[]>> {
    return this.bus.lag();
  }
}
