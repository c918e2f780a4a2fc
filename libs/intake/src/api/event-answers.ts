import { Problem } from '#libs/runtime';
import type { EventResult } from '../actions/take-in-events.js';

interface HttpAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** What one event is answered; always the same for the same event. Throws the Problem of one that was not taken. */
export function answerOne(results: readonly EventResult[], source: string): HttpAnswer {
  const result = results[0] as EventResult;
  if ('problem' in result) throw result.problem;
  return { status: 202, body: receiptOf(result, source) };
}

/** What several are answered: each by its place. Throws `invalid-fields` when none was taken. */
export function answerBatch(results: readonly EventResult[], source: string): HttpAnswer {
  const items = results.map((result, index) =>
    'problem' in result
      ? { index, status: 'refused', code: result.problem.code, ...reasonsOf(result.problem) }
      : { index, status: 'accepted', ...receiptOf(result, source) },
  );
  const accepted = results.filter((result) => !('problem' in result)).length;
  const refused = results.length - accepted;
  if (accepted > 0) return { status: 202, body: { accepted, refused, items } };
  const errors = results.flatMap((result, index) => ('problem' in result ? errorsOf(result.problem, index) : []));
  throw new Problem('invalid-fields', `None of the ${refused} events was taken.`, { errors });
}

function receiptOf({ ticketId, eventId }: { ticketId: string; eventId: string }, source: string) {
  const event = `/v1/events/${encodeURIComponent(source)}/${encodeURIComponent(eventId)}`;
  return { ticketId, source, eventId, links: { event, ticket: `/v1/tickets/${ticketId}` } };
}

function reasonsOf({ detail, extra }: Problem) {
  return extra.errors ? { errors: extra.errors } : { detail };
}

function errorsOf({ code, detail, extra }: Problem, index: number) {
  const errors = extra.errors ?? [{ path: '$', message: `${code}: ${detail}` }];
  return errors.map(({ path, message }) => ({ path: path.replace('$', `$[${index}]`), message }));
}
