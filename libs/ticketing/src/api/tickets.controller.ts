import { Controller, Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow, Who, type Principal } from '#libs/access';
import { Clock, Problem, readTimeCursor, writeTimeCursor } from '#libs/runtime';
import { describeDeadlines } from '../actions/deadlines/describe-deadlines.js';
import { WhyTicket } from '../actions/lists/why.js';
import { TicketReader } from '../actions/ticket-reader.js';
import { Rulebook } from '../domain/rulebook.js';
import type { Ticket } from '../persistence/ticket.entity.js';
import { checkedQuery, TicketQuery } from './list-query.js';
import { ticketLine, ticketView } from './ticket-views.js';
import { VersionTagInterceptor } from './version-tag.interceptor.js';

/** Looking at tickets. A platform sees those of its own events; whatever else there is does not exist for it. */
@ApiTags('ticketing')
@Controller('v1')
@UseInterceptors(VersionTagInterceptor)
export class TicketsController {
  constructor(
    private readonly reader: TicketReader,
    private readonly rulebook: Rulebook,
    private readonly clock: Clock,
    private readonly whys: WhyTicket,
  ) {}

  @Get('events/:source/:eventId')
  @Allow('read', { platforms: true })
  @ApiOperation({ summary: 'The ticket of an event, by what its source calls it' })
  async byEvent(@Param('source') source: string, @Param('eventId') eventId: string, @Who() principal: Principal) {
    const scope = scopeOf(principal);
    if (scope !== undefined && scope !== source)
      throw new Problem('not-found', 'There is no such ticket, or it is not yours to see.');
    return this.whole(await this.reader.findByEvent(source, eventId));
  }

  @Get('tickets/:ticket')
  @Allow('read', { platforms: true })
  @ApiOperation({ summary: 'A ticket by its number or id, with tasks, deadlines, history and what waits at the desk' })
  async one(@Param('ticket') numberOrId: string, @Who() principal: Principal) {
    return this.whole(await this.reader.find(numberOrId, scopeOf(principal)));
  }

  @Get('tickets/:ticket/deadlines')
  @Allow('read', { platforms: true })
  @ApiOperation({ summary: 'The deadlines of a ticket, each with its cards and its arithmetic line by line' })
  async deadlines(@Param('ticket') numberOrId: string, @Who() principal: Principal) {
    const ticket = await this.reader.find(numberOrId, scopeOf(principal));
    const { id: ticketId, number } = ticket;
    const now = this.clock.now();
    const rows = await this.reader.deadlines(ticketId);
    return { ticketId, number, now, items: describeDeadlines(ticket, rows, { rulebook: this.rulebook, now }) };
  }

  @Get('tickets/:ticket/why')
  @Allow('read')
  @ApiOperation({
    summary:
      'Why a ticket went where it went, in sentences: what decided, why other items lost, why it fell to the desk',
  })
  why(@Param('ticket') numberOrId: string) {
    return this.whys.ask(numberOrId);
  }

  @Get('tickets')
  @Allow('read', { platforms: true })
  @ApiOperation({ summary: 'Tickets, newest first' })
  @ApiQuery({ name: 'status', required: false })
  @ApiQuery({ name: 'state', required: false })
  @ApiQuery({ name: 'source', required: false })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  async list(@Query() query: unknown, @Who() principal: Principal) {
    const { status, state, source, cursor, pageSize } = checkedQuery(TicketQuery, query);
    const scope = scopeOf(principal);
    if (scope !== undefined && source !== undefined && source !== scope) return { items: [] };
    const filter = Object.entries({ status, state, source: scope ?? source }).filter(
      ([, value]) => value !== undefined,
    );
    const tickets = await this.reader.list(Object.fromEntries(filter), {
      pageSize,
      behind: cursor === undefined ? undefined : readTimeCursor(cursor),
    });
    const last = tickets.length === pageSize ? tickets.at(-1) : undefined;
    return {
      items: tickets.map(ticketLine),
      ...(last === undefined ? {} : { nextCursor: writeTimeCursor({ time: last.openedAt, id: last.id }) }),
    };
  }

  private async whole(ticket: Ticket) {
    return ticketView(await this.reader.whole(ticket));
  }
}

function scopeOf(principal: Principal): string | undefined {
  return principal.kind === 'platform' ? principal.platform : undefined;
}
