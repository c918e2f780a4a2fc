import { isObservable, lastValueFrom } from 'rxjs';
import { inTrace } from '#libs/runtime';
import { NotLoaded, type Workspace } from '#libs/store';
import { BusContext } from '../bus-context.js';
import type { Decision } from '../decision.js';
import type { LogRecord, StoredRecord } from '../envelope.js';
import { recordsOf } from '../records-of.js';
import type { Registration } from '../registration.js';
import { traceOf } from '../trace-of.js';
import type { Incoming } from './incoming.js';

/** A message that its handler could not decide. */
export interface Failed {
  readonly record: StoredRecord;
  readonly error: Error;
  readonly tries: number;
}

export interface Folded {
  /** How many of the messages were decided. Fewer than were given when one needs rows that an earlier one has only just named. */
  readonly decided: number;
  /** What the decisions want said, in order. */
  readonly said: LogRecord[];
  readonly failed: Failed[];
}

/**
 * Decides message by message on the loaded state; one that throws changes nothing and its siblings go on. Stops before a
 * message whose rows were not loaded because an earlier one had to be decided first: it is loaded for after the commit.
 */
export async function fold(
  registration: Registration,
  messages: readonly Incoming[],
  workspace: Workspace,
  now: Date,
): Promise<Folded> {
  const said: LogRecord[] = [];
  const failed: Failed[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.failure) {
      failed.push({ record: message.record, error: message.failure, tries: 0 });
      continue;
    }
    const { record } = message;
    const trace = traceOf(record);
    const result = await inTrace(trace, () => tryToDecide(registration, record, message.body, workspace, now));
    if (result.error instanceof NotLoaded && index > 0) return { decided: index, said, failed };
    if (result.error) {
      failed.push({ record, error: result.error, tries: registration.options.policy.immediateTries });
      continue;
    }
    const cause = { group: registration.options.group, messageId: record.envelope.id, trace };
    said.push(...recordsOf(result.decision.messages ?? [], now, cause));
  }
  return { decided: messages.length, said, failed };
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
