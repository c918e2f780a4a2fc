import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { checkedBody, readTimeCursor, writeTimeCursor } from '#libs/runtime';
import { deskItemStages, settleDeskItem } from '../actions/settle-desk-item.js';
import { TicketReader } from '../actions/ticket-reader.js';
import { Rulebook } from '../domain/rulebook.js';
import { ActOnce } from '../actions/act-once.js';
import { ActInput } from '../actions/acts/act.js';
import { checkedQuery, DeskQuery } from './list-query.js';
import { deskItemView } from './ticket-views.js';
import { TakesWriteHeaders, Writes, type WriteRequest } from './write-request.js';

/** The desk of the enforcement office (综合执法办公室): everything that a machine may not decide. */
@ApiTags('ticketing')
@Controller('v1/desk')
export class DeskController {
  constructor(
    private readonly reader: TicketReader,
    private readonly once: ActOnce,
    private readonly rulebook: Rulebook,
  ) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'What waits for a person, oldest first' })
  @ApiQuery({ name: 'kind', required: false })
  @ApiQuery({ name: 'ticket', required: false })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  async list(@Query() query: unknown) {
    const { kind, ticket, cursor, pageSize } = checkedQuery(DeskQuery, query);
    const { items, tickets } = await this.reader.desk(
      { kind, ticketId: ticket },
      { pageSize, behind: cursor === undefined ? undefined : readTimeCursor(cursor) },
    );
    const last = items.length === pageSize ? items.at(-1) : undefined;
    return {
      items: items.map((item) => {
        const { number, title, state, revision } = tickets.get(item.ticketId ?? '') ?? {};
        return { ...deskItemView(item), number, title, state, ticketVersion: revision };
      }),
      ...(last === undefined ? {} : { nextCursor: writeTimeCursor({ time: last.openedAt, id: last.id }) }),
    };
  }

  @Post(':item/settle')
  @HttpCode(204)
  @Allow('desk')
  @TakesWriteHeaders()
  @ApiOperation({ summary: 'Settle an item by having looked into it' })
  @ApiBody({ type: ActInput })
  async settle(
    @Param('item') id: string,
    @Body() body: Buffer,
    @Writes() { actor, versions, once }: WriteRequest,
  ): Promise<void> {
    const { reason } = checkedBody(ActInput, body);
    await this.once.act(
      once,
      { id, reason, actor, versions },
      deskItemStages,
      (input, circumstances) => settleDeskItem(input, circumstances, this.rulebook),
      () => Promise.resolve(),
    );
  }
}
