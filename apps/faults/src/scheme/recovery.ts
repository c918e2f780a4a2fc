import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from '../line/line.js';

const LOOK_EVERY_MS = 250;

/**
 * Seconds until the whole line works again: every process is ready, an event that came in after now has its ticket, and
 * something that was asked for after now has been sent to a platform. When `over` comes first, the seconds until then.
 */
export async function secondsToRecover(line: Line, over: AbortSignal): Promise<number> {
  const start = Date.now();
  while (!over.aborted && !(await works(line, new Date(start)))) await sleep(LOOK_EVERY_MS);
  return (Date.now() - start) / 1_000;
}

async function works({ services, reader }: Line, since: Date): Promise<boolean> {
  const time = `'${since.toISOString().replace('T', ' ').replace('Z', '')}'`;
  const tickets = `SELECT COUNT(*) AS n FROM ticketing_ticket WHERE opened_at >= ${time} AND received_at >= ${time}`;
  const sent = `SELECT COUNT(*) AS n FROM delivery_delivery WHERE requested_at >= ${time} AND attempts > 0`;
  for (const sql of [tickets, sent]) if (Number((await reader.rows(sql))[0]?.['n']) === 0) return false;
  return (await Promise.all(services.map((service) => service.isReady()))).every(Boolean);
}
