import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow, Who, type Principal } from '#libs/access';
import { UnitOfWork } from '#libs/bus';
import { checkedBody, Problem } from '#libs/runtime';
import { ACTS, actOnTicket, actStages, type ActName } from '../actions/act-on-ticket.js';
import { TicketReader } from '../actions/ticket-reader.js';
import { Rulebook } from '../domain/rulebook.js';
import { ActInput } from './act-input.js';
import { actorOf } from './actor-of.js';
import { ticketView } from './ticket-views.js';

/** What people do to tickets, each with a reason. */
@ApiTags('ticketing')
@Controller('v1/tickets')
export class ActsController {
  constructor(
    private readonly reader: TicketReader,
    private readonly unitOfWork: UnitOfWork,
    private readonly rulebook: Rulebook,
  ) {}

  @Post(':ticket/acts/:act')
  @HttpCode(200)
  @Allow('desk')
  @ApiOperation({ summary: 'Act on a ticket; answers with the ticket as it is then' })
  @ApiParam({ name: 'act', enum: ACTS })
  @ApiBody({ type: ActInput })
  async act(
    @Param('ticket') numberOrId: string,
    @Param('act') act: string,
    @Body() body: Buffer,
    @Who() principal: Principal,
  ) {
    if (!isAct(act)) throw new Problem('not-found', `There is no act of that name; the acts are ${ACTS.join(', ')}.`);
    const { reason, version, agency, solved, satisfaction } = checkedBody(ActInput, body);
    const { id } = await this.reader.find(numberOrId);
    const input = { ticketId: id, act, actor: actorOf(principal), reason, version, agency, solved, satisfaction };
    await this.unitOfWork.act(input, actStages, (given, circumstances) =>
      actOnTicket(given, circumstances, this.rulebook),
    );
    const ticket = await this.reader.find(id);
    return ticketView(await this.reader.whole(ticket));
  }
}

function isAct(act: string): act is ActName {
  return (ACTS as readonly string[]).includes(act);
}
