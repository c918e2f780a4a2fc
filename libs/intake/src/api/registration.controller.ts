import { randomUUID } from 'node:crypto';
import { Body, Controller, Headers, Post, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Accounts, Allow, Who, type Principal } from '#libs/access';
import { Clock, Problem } from '#libs/runtime';
import { TakeInEvents } from '../actions/take-in-events.js';
import { answerOne } from './event-answers.js';
import { readRegistration } from './read-registration.js';
import { RegistrationInput } from './registration-input.js';

/** Reserved among the codes of platforms: the resident who walks in needs no platform. */
const COUNTER = 'counter';

/** Registration by hand. */
@ApiTags('intake')
@Controller()
export class RegistrationController {
  constructor(
    private readonly events: TakeInEvents,
    private readonly accounts: Accounts,
    private readonly clock: Clock,
  ) {}

  @Post('v1/tickets')
  @Allow('register')
  @ApiOperation({ summary: 'Register an event by hand' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key of the same account is one ticket.',
  })
  @ApiBody({ type: RegistrationInput })
  @ApiResponse({ status: 202, description: 'It is taken in durably; the ticket appears at the link in a moment.' })
  async register(
    @Body() body: Buffer,
    @Headers('idempotency-key') key: string | undefined,
    @Who() principal: Principal,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (principal.kind !== 'person') throw new Problem('forbidden', 'Only people register by hand.');
    const now = this.clock.now();
    const townships = this.accounts.townships().map(({ code }) => code);
    const eventId = eventIdOf(principal.account, key);
    const event = readRegistration(body, { eventId, townships, now, homeTownship: principal.township });
    const results = await this.events.takeIn([{ event }], {
      platform: COUNTER,
      epoch: 0,
      entrance: 'hand',
      receivedAt: now,
      registeredBy: principal.account,
    });
    const answer = answerOne(results, COUNTER);
    const { ticketId } = answer.body as { ticketId: string };
    await reply.code(answer.status).header('location', `/v1/tickets/${ticketId}`).send(answer.body);
  }
}

function eventIdOf(account: string, key: string | undefined): string {
  if (key === undefined) return `${account}:${randomUUID()}`;
  if (!/^[\x21-\x7e]{8,80}$/.test(key))
    throw new Problem('request-invalid', 'Idempotency-Key must be 8 to 80 visible ASCII characters, e.g. a UUID.');
  return `${account}:${key}`;
}
