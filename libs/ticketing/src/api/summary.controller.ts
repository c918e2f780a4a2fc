import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { Summary, type TicketSummary } from '../actions/summary.js';

@ApiTags('ticketing')
@Controller('v1/summary')
export class SummaryController {
  constructor(private readonly summary: Summary) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'How many tickets stand where' })
  look(): Promise<TicketSummary> {
    return this.summary.look();
  }
}
