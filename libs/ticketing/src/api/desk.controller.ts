import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Accounts, Allow, Who, type Principal } from '#libs/access';
import { checkedBody, Clock, Problem, readTimeCursor, writeTimeCursor } from '#libs/runtime';
import { ActOnce } from '../actions/act-once.js';
import { ActInput } from '../actions/acts/act.js';
import { deskHoldStages, holdDeskItem, type DeskHold } from '../actions/desk/hold-desk-item.js';
import { deskItemStages, settleDeskItem } from '../actions/settle-desk-item.js';
import { TicketReader } from '../actions/ticket-reader.js';
import { Rulebook } from '../domain/rulebook.js';
import { actorOf, rolesOf } from './actor-of.js';
import { AssignItemInput } from './assign-item-input.js';
import { HoldItemInput } from './hold-item-input.js';
import { checkedQuery, DeskQuery } from './list-query.js';
import { deskItemView, deskLogView } from './ticket-views.js';
import { TakesWriteHeaders, Writes, type WriteRequest } from './write-request.js';

/** The desk of the enforcement office (综合执法办公室): everything that a machine may not decide. */
@ApiTags('ticketing')
@Controller('v1/desk')
export class DeskController {
  constructor(
    private readonly reader: TicketReader,
    private readonly once: ActOnce,
    private readonly rulebook: Rulebook,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'What waits for a person, oldest first' })
  @ApiQuery({ name: 'kind', required: false })
  @ApiQuery({ name: 'ticket', required: false })
  @ApiQuery({ name: 'township', required: false })
  @ApiQuery({
    name: 'mine',
    required: false,
    description: 'true: claimed by me, or assigned to me or to a role of mine',
  })
  @ApiQuery({ name: 'overdue', required: false, description: 'true: past their time' })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  async list(@Query() query: unknown, @Who() principal: Principal) {
    const { kind, ticket, township, mine, overdue, cursor, pageSize } = checkedQuery(DeskQuery, query);
    const now = this.clock.now();
    const { items, tickets } = await this.reader.desk(
      {
        kind,
        ticketId: ticket,
        township,
        overdueAt: overdue === 'true' ? now : undefined,
        of: mine === 'true' ? { account: actorOf(principal), roles: rolesOf(principal), now } : undefined,
      },
      { pageSize, behind: cursor === undefined ? undefined : readTimeCursor(cursor) },
    );
    const last = items.length === pageSize ? items.at(-1) : undefined;
    return {
      items: items.map((item) => {
        const { number, title, state, revision } = tickets.get(item.ticketId ?? '') ?? {};
        return { ...deskItemView(item, now), number, title, state, ticketVersion: revision };
      }),
      ...(last === undefined ? {} : { nextCursor: writeTimeCursor({ time: last.openedAt, id: last.id }) }),
    };
  }

  @Get(':item')
  @Allow('read')
  @ApiOperation({ summary: 'An item with who did what with it: opened, claimed, released, assigned, settled' })
  async one(@Param('item') id: string) {
    const { item, log } = await this.reader.deskItem(id);
    return { ...deskItemView(item, this.clock.now()), log: log.map(deskLogView) };
  }

  @Post(':item/claim')
  @HttpCode(204)
  @Allow('desk')
  @TakesWriteHeaders()
  @ApiOperation({ summary: 'Take an item into hand (认领); of two at once one gets it, and the other is told who' })
  @ApiBody({ type: HoldItemInput })
  async claim(
    @Param('item') id: string,
    @Body() body: Buffer,
    @Who() principal: Principal,
    @Writes() write: WriteRequest,
  ): Promise<void> {
    const { reason } = checkedBody(HoldItemInput, body);
    await this.hold(write, { id, deed: 'claim', roles: rolesOf(principal), reason });
  }

  @Post(':item/release')
  @HttpCode(204)
  @Allow('desk')
  @TakesWriteHeaders()
  @ApiOperation({ summary: 'Give a claimed item back to all' })
  @ApiBody({ type: HoldItemInput })
  async release(
    @Param('item') id: string,
    @Body() body: Buffer,
    @Who() principal: Principal,
    @Writes() write: WriteRequest,
  ): Promise<void> {
    const { reason } = checkedBody(HoldItemInput, body);
    await this.hold(write, { id, deed: 'release', roles: rolesOf(principal), reason });
  }

  @Post(':item/assign')
  @HttpCode(204)
  @Allow('desk')
  @TakesWriteHeaders()
  @ApiOperation({ summary: 'Give an item to an account or a role (分派); whoever had claimed it has it no more' })
  @ApiBody({ type: AssignItemInput })
  async assign(@Param('item') id: string, @Body() body: Buffer, @Writes() write: WriteRequest): Promise<void> {
    const { to, reason } = checkedBody(AssignItemInput, body);
    const role = to.startsWith('role:') ? to.slice('role:'.length) : undefined;
    const known = role === undefined ? this.accounts.find(to) : this.rulebook.agencies.roleName(role);
    if (!known) {
      const message = 'must be an account of accounts.yml, or role:<code> of a role or bureau of agencies.yml';
      throw new Problem('invalid-fields', `$.to: ${message}`, { errors: [{ path: '$.to', message }] });
    }
    await this.hold(write, { id, deed: 'assign', roles: [], assignedTo: to, reason });
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

  private async hold(
    { actor, versions, once }: WriteRequest,
    order: Omit<DeskHold, 'actor' | 'versions'>,
  ): Promise<void> {
    await this.once.act(
      once,
      { ...order, actor, versions },
      deskHoldStages,
      (input, circumstances) => holdDeskItem(input, circumstances, this.rulebook),
      () => Promise.resolve(),
    );
  }
}
