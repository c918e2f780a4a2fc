import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { DeadLetters } from '#libs/bus';
import { Problem } from '#libs/runtime';
import type { DeadLetterView } from './dead-letter-view.js';
import { deadLetterView } from './dead-letter-view.js';

const MOST = 200;

@ApiTags('operations')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly deadLetters: DeadLetters) {}

  /** Messages that a group could not handle, newest first; without their bodies, which may hold sealed personal data. */
  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'Messages that could not be handled, newest first' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: MOST, default: 50 } })
  async list(@Query('limit') limit = '50'): Promise<{ total: number; items: DeadLetterView[] }> {
    const count = Number(limit);
    if (!Number.isInteger(count) || count < 1 || count > MOST)
      throw new Problem('invalid-query', `limit must be a whole number from 1 to ${MOST}`);
    const { total, items } = await this.deadLetters.newest(count);
    return { total, items: items.map(deadLetterView) };
  }
}
