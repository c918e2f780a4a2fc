import { isObservable, lastValueFrom } from 'rxjs';
import { takeInHand } from '#libs/runtime';
import { BusContext } from '../bus-context.js';
import type { Circumstances, Decision } from '../decision.js';
import type { StoredRecord } from '../envelope.js';
import type { Registration } from '../registration.js';

/** A guard, an interceptor or the handler itself waits for something that does not come. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * One call of the handler, through Nest, so that guards, pipes and interceptors take part. Rejects with NoAnswer when the
 * policy's patience is at its end.
 */
export async function decide(
  registration: Registration,
  record: StoredRecord,
  body: object,
  circumstances: Circumstances,
): Promise<Decision> {
  const { group, policy } = registration.options;
  const { id: messageId, type, key } = record.envelope;
  const done = takeInHand({ group, type, messageId, key });
  let decision: unknown;
  try {
    decision = await within(policy.patience, answerOf(registration, body, new BusContext([record, circumstances])));
  } finally {
    done();
  }
  if (typeof decision !== 'object' || decision === null || !Array.isArray((decision as Decision).changes)) {
    throw new TypeError(
      `the handler of ${registration.message.name} in group ${group} must return { changes, messages }`,
    );
  }
  return decision as Decision;
}

/** Nest hands a handler's error over as a failing Observable. */
async function answerOf({ handler }: Registration, body: object, context: BusContext): Promise<unknown> {
  const result: unknown = await handler(body, context);
  return isObservable(result) ? lastValueFrom(result, { defaultValue: undefined }) : result;
}

async function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new NoAnswer(`no answer within ${milliseconds} ms; a handler must not wait for anything`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    clearTimeout(timer);
  }
}
