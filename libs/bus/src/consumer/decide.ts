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

/** Waits for answers, one after the other, for each so long; with one timer for all of them. To be ended. */
export class Patience {
  private timer: NodeJS.Timeout | undefined;
  private giveUp: (error: Error) => void = () => {};

  constructor(private readonly milliseconds: number) {}

  /** Resolves or rejects as `answer` does, or rejects with NoAnswer. */
  waitFor<T>(answer: T | PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.giveUp = reject;
      if (this.timer) this.timer.refresh();
      else this.timer = setTimeout(() => this.giveUp(this.noAnswer()), this.milliseconds);
      Promise.resolve(answer).then(resolve, reject);
    });
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private noAnswer(): NoAnswer {
    return new NoAnswer(`no answer within ${this.milliseconds} ms; a handler must not wait for anything`);
  }
}

/**
 * One call of the handler, through Nest, so that guards, pipes and interceptors take part. Rejects with NoAnswer when the
 * patience is at its end.
 */
export async function decide(
  { handler, message, options: { group } }: Registration,
  patience: Patience,
  { record, body }: { readonly record: StoredRecord; readonly body: object },
  circumstances: Circumstances,
): Promise<Decision> {
  const { id: messageId, type, key } = record.envelope;
  const done = takeInHand({ group, type, messageId, key });
  let decision: unknown;
  try {
    decision = await patience.waitFor<unknown>(handler(body, new BusContext([record, circumstances])));
    // Nest hands a handler's error over as a failing Observable.
    if (isObservable(decision)) decision = await patience.waitFor(lastValueFrom(decision, { defaultValue: undefined }));
  } finally {
    done();
  }
  if (typeof decision !== 'object' || decision === null || !Array.isArray((decision as Decision).changes))
    throw new TypeError(`the handler of ${message.name} in group ${group} must return { changes, messages }`);
  return decision as Decision;
}
