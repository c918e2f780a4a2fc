import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Envelope } from '#libs/bus';
import { ticketIdOf } from '#libs/contracts';
import type { County } from './county.js';
import { startOneProcess, type OneProcess } from './one-process.js';
import { FOR_NOBODY, gridEvent } from './samples.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let process: OneProcess;
let county: County;
beforeAll(async () => {
  // What is pulled goes on from the pull: a list tells no trace. Here everything shall be pushed.
  process = await startOneProcess({}, 86_400);
  county = process.county;
});
afterAll(() => process.stop());

/** What was said about a ticket, in the order in which the log has it. */
async function saidAbout(id: string): Promise<Envelope[]> {
  const query = 'SELECT envelope FROM bus_log WHERE message_key = ? ORDER BY appended_at';
  const rows = await county.huying.database.query<{ envelope: string }[]>(query, [id]);
  return rows.map(({ envelope }) => JSON.parse(envelope) as Envelope);
}

it('one trace leads from the event through every message to the platforms, and through their callbacks to the end', async () => {
  const caller = `00-${TRACE}-00f067aa0ba902b7-01`;
  const answer = await county.push('grid', 'events', gridEvent('T-1'), { traceparent: caller });
  expect(answer.traceId).toBe(TRACE);
  const id = ticketIdOf('grid', 0, 'T-1');
  await county.until(id, ({ state }) => state === 'closed');
  // The last reports are still on their way when the ticket is closed.
  await expect.poll(() => county.told('grid', id), { timeout: 15_000 }).toContain('CLOSED');

  const said = await saidAbout(id);
  const kinds = new Set(said.map(({ type }) => type));
  expect([...kinds].toSorted()).toEqual([
    'callback-received',
    'delivery-requested',
    'delivery-settled',
    'event-received',
    'ticket-changed',
  ]);
  const traceparents = said.map(({ traceparent = '' }) => traceparent);
  expect(traceparents.filter((one) => !new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`).test(one))).toEqual([]);
  expect(traceparents).not.toContain(caller);
  // What one handler said has one parent; that of the callbacks is the platform's, not the caller's and not each other's.
  const spansOf = (kind: string) => said.filter(({ type }) => type === kind).map(({ traceparent }) => traceparent);
  expect(new Set(spansOf('callback-received')).size).toBe(spansOf('callback-received').length);
  expect(new Set(spansOf('delivery-settled')).size).toBe(spansOf('delivery-settled').length);
});

it('two events that came in no trace have one each, and an act of a person begins another', async () => {
  for (const reportNo of ['T-2', 'T-3']) await county.push('grid', 'events', gridEvent(reportNo, FOR_NOBODY));
  const [one, other] = ['T-2', 'T-3'].map((reportNo) => ticketIdOf('grid', 0, reportNo)) as [string, string];
  await county.until(one, ({ desk }) => desk.length > 0);
  await county.until(other, ({ desk }) => desk.length > 0);
  const tracesOf = async (id: string) =>
    new Set((await saidAbout(id)).map(({ traceparent }) => traceparent?.slice(3, 35)));
  const [first, second] = [await tracesOf(one), await tracesOf(other)];
  expect([first.size, second.size]).toEqual([1, 1]);
  expect(new Set([...first, ...second]).size).toBe(2);
  const act = await county.person('office', `/v1/tickets/${one}/acts/void`, { reason: '只是咨询。' });
  expect(act.status).toBeLessThan(300);
  const traces = await tracesOf(one);
  expect([traces.size, traces.has(act.traceId ?? '')]).toEqual([2, true]);
});
