import type { Evidence } from '../evidence/evidence.js';
import { found, grouped, type Finding } from './finding.js';

/** Every event that was taken, or left for the pull, has exactly one ticket; every ticket has its event. */
export function checkTickets({ books, tickets, mended }: Evidence): Finding[] {
  const events = [...books.sendings.filter(({ kind }) => kind === 'event'), ...(mended?.events ?? [])];
  const promised = events.filter(({ outcome }) => outcome === 'accepted' || outcome === 'left');
  const present = new Set(tickets.map(({ id }) => id));
  const known = new Set(events.map(({ platform, id }) => `${platform} ${id}`));
  const byEvent = grouped(tickets, ({ source, eventId }) => `${source} ${eventId}`);
  return [
    ...found(
      'lost',
      promised
        .filter(({ ticket }) => !present.has(ticket as string))
        .map(({ platform, id, ticket }) => `event ${platform} ${id}: no ticket ${ticket}`),
    ),
    ...[...byEvent].flatMap(([event, { length }]) => [
      ...found('doubled', length > 1 ? [`event ${event}: ${length} tickets`] : []),
      ...found('invented', known.has(event) ? [] : [`a ticket of the event ${event}, which nobody reported`]),
    ]),
  ];
}

/** Tickets are opened once, their history is 1..n without a hole, and every callback stands in it once. */
export function checkHistories({ tickets, history, log }: Evidence): Finding[] {
  const byTicket = grouped(history, ({ ticketId }) => ticketId);
  const callbacks = grouped(
    history.filter(({ callbackId }) => callbackId !== undefined),
    ({ callbackId }) => callbackId as string,
  );
  const said = log.filter(({ callbackId, poison }) => callbackId !== undefined && poison === undefined);
  return [
    ...tickets.flatMap(({ id, revision }) => {
      const rows = (byTicket.get(id) ?? []).toSorted((a, b) => a.version - b.version);
      const whole = rows.length === revision && rows.every(({ version }, index) => version === index + 1);
      const opened = rows.filter(({ act }) => act === 'opened').length;
      return [
        ...found('outOfOrder', whole ? [] : [`ticket ${id} of version ${revision}: history ${versionsOf(rows)}`]),
        ...found('doubled', opened > 1 ? [`ticket ${id}: opened ${opened} times`] : []),
      ];
    }),
    ...[...callbacks].flatMap(([id, { length }]) =>
      found('doubled', length > 1 ? [`callback ${id}: ${length} times in the history`] : []),
    ),
    ...found(
      'lost',
      new Set(
        said
          .filter(({ callbackId }) => !callbacks.has(callbackId as string))
          .map(({ callbackId, ticketId }) => `callback ${callbackId} of ticket ${ticketId}: in the log, in no history`),
      ),
    ),
  ];
}

/** What platforms told about their tasks and events is in the log, each once, and nothing else is. */
export function checkCallbacks({ books, log }: Evidence): Finding[] {
  const told = grouped(
    books.sendings.filter(({ kind }) => kind === 'callback'),
    ({ platform, ticket }) => `${platform} about ticket ${ticket}`,
  );
  const heard = grouped(
    log.filter(({ type, poison }) => type === 'callback-received' && poison === undefined),
    ({ platform, ticketId }) => `${platform} about ticket ${ticketId}`,
  );
  return [...new Set([...told.keys(), ...heard.keys()])].flatMap((about) => {
    const sendings = told.get(about) ?? [];
    const most = new Set(sendings.map(({ id }) => id)).size;
    const least = new Set(
      sendings.filter(({ outcome }) => outcome === 'accepted' || outcome === 'left').map(({ id }) => id),
    ).size;
    const ids = new Set((heard.get(about) ?? []).map(({ callbackId }) => callbackId)).size;
    return [
      ...found('lost', ids < least ? [`callbacks of ${about}: ${least} told, ${ids} in the log`] : []),
      ...found('invented', ids > most ? [`callbacks of ${about}: ${most} told, ${ids} in the log`] : []),
    ];
  });
}

function versionsOf(rows: readonly { version: number }[]): string {
  return rows.map(({ version }) => version).join(',') || 'none';
}
