import { applyDecorators, Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, Who, type Principal } from '#libs/access';
import { UnitOfWork } from '#libs/bus';
import { checkedBody, Problem } from '#libs/runtime';
import { actOnTicket, actStages } from '../actions/act-on-ticket.js';
import type { Act } from '../actions/acts/act.js';
import { ACTS } from '../actions/acts/acts.js';
import { TicketReader } from '../actions/ticket-reader.js';
import { Rulebook } from '../domain/rulebook.js';
import { actorOf } from './actor-of.js';
import { ticketView } from './ticket-views.js';

/** What people do to tickets, each with a reason: a route for every act of the table. */
@ApiTags('ticketing')
@Controller('v1/tickets/:ticket/acts')
export class ActsController {
  constructor(
    private readonly reader: TicketReader,
    private readonly unitOfWork: UnitOfWork,
    private readonly rulebook: Rulebook,
  ) {}

  @Post(':act')
  @Allow('desk')
  @ApiExcludeEndpoint()
  refuseUnknown(): never {
    const names = ACTS.map(({ name }) => name).join(', ');
    throw new Problem('not-found', `There is no act of that name; the acts are ${names}.`);
  }

  private async takeAct(act: Act, numberOrId: string, body: Buffer, principal: Principal) {
    const input = checkedBody(act.input, body);
    const { id } = await this.reader.find(numberOrId);
    const wanted = { ticketId: id, act, order: { ...input, actor: actorOf(principal) } };
    await this.unitOfWork.act(wanted, actStages, (given, circumstances) =>
      actOnTicket(given, circumstances, this.rulebook),
    );
    const ticket = await this.reader.find(id);
    return ticketView(await this.reader.whole(ticket));
  }

  /** Adds the route of an act, as if it were written here as a method of that name. */
  static addRoute(act: Act): void {
    const target = ActsController.prototype;
    const key = act.name;
    const value = function (this: ActsController, ticket: string, body: Buffer, principal: Principal) {
      return this.takeAct(act, ticket, body, principal);
    };
    // Nest finds what it knows of a route by the name of its function.
    Object.defineProperty(value, 'name', { value: key });
    const descriptor: PropertyDescriptor = { value, configurable: true, writable: true };
    Object.defineProperty(target, key, descriptor);
    Reflect.defineMetadata('design:paramtypes', [String, Buffer, Object], target, key);
    Param('ticket')(target, key, 0);
    Body()(target, key, 1);
    Who()(target, key, 2);
    applyDecorators(
      Post(act.name),
      HttpCode(200),
      Allow('desk'),
      ApiOperation({ summary: `${act.label}: ${act.summary}`, description: 'Answers with the ticket as it is then.' }),
      ApiBody({ type: act.input }),
    )(target, key, descriptor);
  }
}

for (const act of ACTS) ActsController.addRoute(act);
