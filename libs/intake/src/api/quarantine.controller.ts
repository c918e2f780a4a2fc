import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, Who, type Principal } from '#libs/access';
import { Problem } from '#libs/runtime';
import { LookIntoQuarantine } from '../actions/look-into-quarantine.js';
import { sendFile } from './send-file.js';
import { cursorAfter, readQuarantineQuery, readReason } from './quarantine-query.js';
import { QuarantinePage, quarantineView } from './quarantine-view.js';

/** What came in and could not be read or mapped. */
@ApiTags('intake')
@Controller('v1/quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: LookIntoQuarantine) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'Items that could not be read or mapped, newest first, without their bytes' })
  @ApiQuery({ name: 'platform', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 200, 50 unless told' })
  @ApiOkResponse({ type: QuarantinePage })
  async list(@Query() query: Record<string, unknown>): Promise<QuarantinePage> {
    const filter = readQuarantineQuery(query);
    const items = await this.quarantine.page(filter);
    const last = items.length === filter.limit ? items.at(-1) : undefined;
    return { items: items.map(quarantineView), ...(last ? { nextCursor: cursorAfter(last) } : {}) };
  }

  @Get(':quarantineId/raw')
  @Allow('operate')
  @ApiOperation({ summary: 'The bytes of an item as they came; who looked and why is written down' })
  @ApiQuery({ name: 'reason', required: true, description: 'why you look; up to 500 characters' })
  @ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } })
  async raw(
    @Param('quarantineId') id: string,
    @Query() query: Record<string, unknown>,
    @Who() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const operator = { actor: accountOf(principal), reason: readReason(query) };
    const bytes = await this.quarantine.raw(id, operator);
    if (!bytes) throw new Problem('not-found', 'There is no quarantined item of that id.');
    await sendFile(reply.header('cache-control', 'no-store'), id, bytes);
  }
}

function accountOf(principal: Principal): string {
  return principal.kind === 'person' ? principal.account : principal.platform;
}
