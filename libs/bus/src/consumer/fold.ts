import { isObservable, lastValueFrom } from 'rxjs';
import { inTrace } from '#libs/runtime';
import { NotLoaded, type Workspace } from '#libs/store';
import { BusContext } from '../bus-context.js';
import type { Decision } from '../decision.js';
import type { LogRecord, StoredRecord } from '../envelope.js';
import { recordsOf } from '../records-of.js';
import type { Registration } from '../registration.js';
import { traceOf } from '../trace-of.js';
import { verdictOf, type Verdict } from '../recoverability.js';
import { holdsItsKey, type Failed } from './failed.js';
import type { Incoming } from './incoming.js';

const FOREIGN: Verdict = { kind: 'dead', holds: false };

export interface Folded {
  /** How many of the messages were dealt with. Fewer than were given when one needs rows that an earlier one has only just named. */
  readonly decided: number;
  /** What the decisions want said, in order. */
  readonly said: LogRecord[];
  readonly failed: Failed[];
  /** Messages whose key waits, in order. */
  readonly behind: StoredRecord[];
}

/** How the messages are to be folded. */
export interface FoldOptions {
  readonly now: Date;
  /** Keys whose messages must wait already. */
  readonly parked?: ReadonlySet<string>;
  /** Delayed tries that the first message has had. */
  readonly delayed?: number;
  /** The run of a replay that handles anew what was handled before: what is said has new ids then. */
  readonly againIn?: string | null;
}

/**
 * Decides message by message on the loaded state. One that throws changes nothing; later messages of its key wait behind it,
 * those of other keys go on. Stops before a message whose rows were not loaded because an earlier one had to be decided
 * first: it is loaded for after the commit.
 */
export async function fold(
  registration: Registration,
  messages: readonly Incoming[],
  workspace: Workspace,
  { now, parked, delayed = 0, againIn }: FoldOptions,
): Promise<Folded> {
  const { group, policy } = registration.options;
  const waiting = new Set(parked);
  const said: LogRecord[] = [];
  const failed: Failed[] = [];
  const behind: StoredRecord[] = [];
  const fail = (index: number, record: StoredRecord, error: Error, tries: number): void => {
    // What is none of our records names no key that could be trusted.
    const verdict = record.unreadable ? FOREIGN : verdictOf(policy, error, index === 0 ? delayed : 0);
    const one = { record, error, tries, verdict };
    failed.push(one);
    if (holdsItsKey(one)) waiting.add(record.envelope.key);
  };
  for (const [index, { record, body, failure }] of messages.entries()) {
    if (!record.unreadable && waiting.has(record.envelope.key)) behind.push(record);
    else if (failure) fail(index, record, failure, 0);
    else {
      const trace = traceOf(record);
      const result = await inTrace(trace, () => tryToDecide(registration, record, body, workspace, now));
      if (result.error instanceof NotLoaded && index > 0) return { decided: index, said, failed, behind };
      if (result.error) fail(index, record, result.error, policy.immediateTries);
      else {
        const { id } = record.envelope;
        const cause = { group, messageId: againIn ? `${id} again ${againIn}` : id, trace };
        said.push(...recordsOf(result.decision.messages ?? [], now, cause));
      }
    }
  }
  return { decided: messages.length, said, failed, behind };
}

type Attempt = { decision: Decision; error?: undefined } | { error: Error };

async function tryToDecide(
  registration: Registration,
  record: StoredRecord,
  body: object,
  workspace: Workspace,
  now: Date,
): Promise<Attempt> {
  let error = new Error('the policy allows no try');
  for (let attempt = 0; attempt < registration.options.policy.immediateTries; attempt++) {
    try {
      const decision = await decide(registration, record, body, workspace, now);
      workspace.apply(decision.changes);
      return { decision };
    } catch (cause) {
      error = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  return { error };
}

/** Through Nest, so that guards, pipes and interceptors take part. Nest hands a handler's error over as a failing Observable. */
async function decide(
  registration: Registration,
  record: StoredRecord,
  body: object,
  workspace: Workspace,
  now: Date,
): Promise<Decision> {
  const context = new BusContext([record, { view: workspace.view, now }]);
  const result: unknown = await registration.handler(body, context);
  const decision: unknown = isObservable(result) ? await lastValueFrom(result, { defaultValue: undefined }) : result;
  if (typeof decision !== 'object' || decision === null || !Array.isArray((decision as Decision).changes)) {
    throw new TypeError(
      `the handler of ${registration.message.name} in group ${registration.options.group} must return { changes, messages }`,
    );
  }
  return decision as Decision;
}
