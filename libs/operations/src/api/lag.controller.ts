import { Controller, Get } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiProperty, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { BusServer, type PartitionLag } from '#libs/bus';

/** How far a group has come in one partition. */
export class PartitionLagView {
  @ApiProperty({ type: String }) topic: string;
  @ApiProperty({ type: Number }) partition: number;
  @ApiProperty({ type: Number, description: 'the next offset that the group will handle' }) position: number;
  @ApiProperty({ type: Number, description: 'the offset that the next message gets' }) end: number;
}

@ApiTags('operations')
@Controller('v1/lag')
export class LagController {
  constructor(private readonly bus: BusServer) {}

  /** For each group, of whatever process: how far it has come in every partition, and where the log ends. */
  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'How far each group is behind the log, in numbers only; GET /v1/topics has rates and ages' })
  @ApiExtraModels(PartitionLagView)
  @ApiOkResponse({
    description: 'by group',
    schema: {
      type: 'object',
      additionalProperties: { type: 'array', items: { $ref: getSchemaPath(PartitionLagView) } },
    },
  })
  async list(): Promise<Record<string, readonly PartitionLag[]>> {
    return this.bus.lag();
  }
}
