import { applyDecorators, Body, Controller, HttpCode, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import type { Circumstances } from '#libs/bus';
import { checkedBody, Problem } from '#libs/runtime';
import { ActOnce } from '../actions/act-once.js';
import { actOnTicket, actStages, type WantedAct } from '../actions/act-on-ticket.js';
import type { Act } from '../actions/acts/act.js';
import { ACTS } from '../actions/acts/acts.js';
import { TicketReader } from '../actions/ticket-reader.js';
import { Rulebook } from '../domain/rulebook.js';
import { ticketView } from './ticket-views.js';
import { VersionTagInterceptor } from './version-tag.interceptor.js';
import { TakesWriteHeaders, Writes, type WriteRequest } from './write-request.js';

/** What people do to tickets, each with a reason: a route for every act of the table. */
@ApiTags('ticketing')
@Controller('v1/tickets/:ticket/acts')
@UseInterceptors(VersionTagInterceptor)
export class ActsController {
  constructor(
    private readonly reader: TicketReader,
    private readonly once: ActOnce,
    private readonly rulebook: Rulebook,
  ) {}

  @Post(':act')
  @Allow('desk')
  @ApiExcludeEndpoint()
  refuseUnknown(): never {
    const names = ACTS.map(({ name }) => name).join(', ');
    throw new Problem('not-found', `There is no act of that name; the acts are ${names}.`);
  }

  private async takeAct(act: Act, numberOrId: string, body: Buffer, write: WriteRequest) {
    const { actor, roles, versions, once } = write;
    const input = checkedBody(act.input, body);
    const { id } = await this.reader.find(numberOrId);
    const wanted = { ticketId: id, act, order: { ...input, actor, roles }, versions };
    const decide = (given: WantedAct, circumstances: Circumstances) => actOnTicket(given, circumstances, this.rulebook);
    try {
      return await this.once.act(once, wanted, actStages, decide, async () =>
        ticketView(await this.reader.whole(await this.reader.find(id))),
      );
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'version-stale') throw error;
      const changes = await this.reader.changesSince(id, Math.max(...(versions ?? [])));
      throw new Problem(error.code, error.detail, { changes, cause: error });
    }
  }

  /** Adds the route of an act, as if it were written here as a method of that name. */
  static addRoute(act: Act): void {
    const target = ActsController.prototype;
    const key = act.name;
    const value = function (this: ActsController, ticket: string, body: Buffer, write: WriteRequest) {
      return this.takeAct(act, ticket, body, write);
    };
    // Nest finds what it knows of a route by the name of its function.
    Object.defineProperty(value, 'name', { value: key });
    const descriptor: PropertyDescriptor = { value, configurable: true, writable: true };
    Object.defineProperty(target, key, descriptor);
    Reflect.defineMetadata('design:paramtypes', [String, Buffer, Object], target, key);
    Param('ticket')(target, key, 0);
    Body()(target, key, 1);
    Writes()(target, key, 2);
    applyDecorators(
      Post(act.name),
      HttpCode(200),
      Allow('desk'),
      TakesWriteHeaders(),
      ApiOperation({ summary: `${act.label}: ${act.summary}`, description: 'Answers with the ticket as it is then.' }),
      ApiBody({ type: act.input }),
    )(target, key, descriptor);
  }
}

for (const act of ACTS) ActsController.addRoute(act);
