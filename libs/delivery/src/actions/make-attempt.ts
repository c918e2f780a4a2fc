import { Injectable } from '@nestjs/common';
import { Clock, continueTrace, currentTraceparent, inTrace } from '#libs/runtime';
import type { Channel, Platform, PlatformReply, SendResult } from '#libs/platforms';
import type { AttemptOutcome } from '../domain/attempt-outcome.js';
import { maskedText } from '../domain/masked-text.js';
import { isNotNow, outcomeOfReply } from '../domain/outcome-of-reply.js';
import { retryAfterMs } from '../domain/retry-after.js';
import type { EndedAttempt } from './lane-step.js';
import type { PreparedAttempt } from './prepare-attempts.js';

/**
 * Makes one request and says what it came to, as a piece of work of the trace that asked for the delivery. Never rejects:
 * whatever goes wrong after the start is an outcome.
 */
@Injectable()
export class MakeAttempt {
  constructor(private readonly clock: Clock) {}

  make(platform: Platform, channel: Channel, attempt: PreparedAttempt): Promise<EndedAttempt> {
    const { id: deliveryId, ticketId, traceparent } = attempt.row;
    return inTrace(continueTrace(traceparent, { ticketId, deliveryId }), () => this.try(platform, channel, attempt));
  }

  private async try(platform: Platform, channel: Channel, attempt: PreparedAttempt): Promise<EndedAttempt> {
    const startedAt = this.clock.now();
    const { row, request, telling } = attempt;
    const result = await channel
      .send(request, {
        ...(attempt.kind === 'send' ? { idempotencyKey: row.id } : {}),
        traceparent: currentTraceparent(),
      })
      .catch((error: Error): SendResult => ({ kind: 'unknown', detail: error.name }));
    const outcome = await this.outcome(platform, attempt, result).catch((error: Error): AttemptOutcome =>
      doubt(attempt, `平台的答复无法识别(${error.name})`),
    );
    return {
      deliveryId: row.id,
      number: attempt.kind === 'send' ? row.attempts + 1 : row.attempts,
      lookUp: attempt.kind === 'send' ? 0 : row.lookUps + 1,
      outcome,
      startedAt,
      endedAt: this.clock.now(),
      request: maskedText(`${request.method} ${request.path}\n${request.body ?? ''}`, telling.reporter),
      reply: result.kind === 'reply' ? maskedText(`${result.status}\n${result.body}`, telling.reporter) : null,
      chance: Math.random(),
      tellsHealth: true,
    };
  }

  private async outcome(platform: Platform, attempt: PreparedAttempt, result: SendResult): Promise<AttemptOutcome> {
    if (attempt.kind === 'look-up') return this.outcomeOfLookUp(platform, attempt, result);
    if (result.kind !== 'reply') return result;
    // Not in the mechanism's time: how long the platform wants to be left alone is a matter of the real world.
    const pause = retryAfterMs(header(result, 'retry-after'), new Date());
    const decided = isNotNow(result.status, pause) || result.status >= 500;
    const understanding = decided
      ? ({ kind: 'unknown', detail: '' } as const)
      : await platform.translator.understand(result, attempt.telling);
    return outcomeOfReply(result.status, pause, understanding);
  }

  private async outcomeOfLookUp(
    platform: Platform,
    attempt: PreparedAttempt,
    result: SendResult,
  ): Promise<AttemptOutcome> {
    if (result.kind !== 'reply') return { kind: 'no-answer', detail: `查询没有得到答复:${result.detail}` };
    if (result.status >= 500 || isNotNow(result.status, undefined)) {
      return { kind: 'no-answer', detail: `查询得到 HTTP ${result.status}` };
    }
    const found = await platform.translator.lookUp?.understand(result, attempt.telling);
    if (found?.kind === 'found') return found;
    if (found?.kind === 'absent') return { kind: 'absent' };
    return { kind: 'no-answer', detail: `查询的答复无法识别:${found?.detail ?? ''}` };
  }
}

function doubt(attempt: PreparedAttempt, detail: string): AttemptOutcome {
  return attempt.kind === 'send' ? { kind: 'unknown', detail } : { kind: 'no-answer', detail };
}

function header({ headers }: PlatformReply, name: string): string | undefined {
  return headers[name] ?? Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}
