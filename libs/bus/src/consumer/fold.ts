import { inTurns, type Trace } from '#libs/runtime';
import { NotLoaded, type Workspace } from '#libs/store';
import type { Decision } from '../decision.js';
import type { LogRecord, StoredRecord } from '../envelope.js';
import { recordsOf } from '../records-of.js';
import type { Registration } from '../registration.js';
import { traceOf } from '../trace-of.js';
import { verdictOf, type Verdict } from '../recoverability.js';
import { decide, NoAnswer, Patience } from './decide.js';
import { holdsItsKey, type Failed } from './failed.js';
import type { Incoming } from './incoming.js';

const FOREIGN: Verdict = { kind: 'dead', holds: false };

export interface Folded {
  /** How many of the messages were dealt with: fewer than were given when the rest must wait for a commit. */
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
 * first: it is loaded for after the commit; and behind one whose handler did not answer.
 */
export async function fold(
  registration: Registration,
  messages: readonly Incoming[],
  workspace: Workspace,
  options: FoldOptions,
): Promise<Folded> {
  const patience = new Patience(registration.options.policy.patience);
  try {
    return await inTurns((begin) =>
      foldWith({ registration, workspace, patience, now: options.now, begin }, messages, options),
    );
  } finally {
    patience.end();
  }
}

/** What deciding a message needs beside the message. */
interface Table {
  readonly registration: Registration;
  readonly workspace: Workspace;
  readonly patience: Patience;
  readonly now: Date;
  /** Says whose turn it is: what the handler logs is about that message. */
  readonly begin: (trace: Trace) => void;
}

async function foldWith(
  table: Table,
  messages: readonly Incoming[],
  { now, parked, delayed = 0, againIn }: FoldOptions,
): Promise<Folded> {
  const { group, policy } = table.registration.options;
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
      table.begin(trace);
      const result = await tryToDecide(table, { record, body });
      if (result.error instanceof NotLoaded && index > 0) return { decided: index, said, failed, behind };
      if (result.error) {
        fail(index, record, result.error, result.tries);
        // What is decided so far is committed: nobody else need wait, locked out, until the next one has not answered either.
        if (result.error instanceof NoAnswer) return { decided: index + 1, said, failed, behind };
      } else {
        const { id } = record.envelope;
        const cause = { group, messageId: againIn ? `${id} again ${againIn}` : id, trace };
        said.push(...recordsOf(result.decision.messages ?? [], now, cause));
      }
    }
  }
  return { decided: messages.length, said, failed, behind };
}

type Attempt = { decision: Decision; error?: undefined } | { error: Error; tries: number };

async function tryToDecide(
  { registration, workspace, patience, now }: Table,
  message: { readonly record: StoredRecord; readonly body: object },
): Promise<Attempt> {
  let error: Error | undefined;
  let tries = 0;
  while (tries < registration.options.policy.immediateTries && !(error instanceof NoAnswer)) {
    tries++;
    try {
      const decision = await decide(registration, patience, message, { view: workspace.view, now });
      workspace.apply(decision.changes);
      return { decision };
    } catch (cause) {
      error = cause instanceof Error ? cause : new Error(String(cause));
    }
  }
  return { error: error ?? new Error('the policy allows no try'), tries };
}
