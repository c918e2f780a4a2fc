import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from './line/line.js';

const LOOK_EVERY_MS = 1_000;
/** So many equal looks in a row are the end: every platform was pulled meanwhile. */
const STILL = 4;

/** What is looked at. */
type Watched = Pick<Line, 'simulator' | 'reader' | 'ask'>;

type Lags = Record<string, readonly { position: number; end: number }[]>;

/** How far the line is from having done all that it promised. */
interface Standing {
  /** Tickets and callbacks that are still to come. */
  readonly missing: number;
  readonly unpublished: number;
  readonly unhandled: number;
  /** Deliveries that are due. */
  readonly due: number;
  /** Agencies and residents still to act. */
  readonly pending: number;
  readonly history: number;
}

/** Resolves when nothing is left to do and nothing moves any more. Never, as long as something is. Rejects by the signal. */
export async function settle(line: Watched, signal: AbortSignal, seen: (words: string) => void): Promise<void> {
  let before = '';
  for (let still = 0; still < STILL;) {
    await sleep(LOOK_EVERY_MS, undefined, { signal });
    const now = await look(line).catch(() => undefined);
    const words = now ? inWords(now) : 'the console does not answer';
    seen(words);
    const { history: _, ...left } = now ?? { missing: 1, history: 0 };
    still = words === before && Object.values(left).every((count) => count === 0) ? still + 1 : 0;
    before = words;
  }
}

async function look({ simulator, reader, ask }: Watched): Promise<Standing> {
  const count = async (sql: string): Promise<number> => Number((await reader.rows(sql))[0]?.['n']);
  const promised = simulator.books.sendings.filter(({ outcome }) => outcome === 'accepted' || outcome === 'left');
  const callbacks = await count(`SELECT COUNT(*) AS n FROM ticketing_history WHERE data LIKE '%"callbackId"%'`);
  const tickets = await count('SELECT COUNT(*) AS n FROM ticketing_ticket');
  const missing = new Set(promised.map(({ platform, id }) => `${platform} ${id}`)).size - tickets - callbacks;
  const lags = Object.values(await ask<Lags>('/v1/lag')).flat();
  const now = `'${new Date().toISOString().replace('T', ' ').replace('Z', '')}'`;
  return {
    missing: Math.max(0, missing),
    unpublished: await count('SELECT COUNT(*) AS n FROM bus_outbox'),
    unhandled: lags.reduce((sum, { position, end }) => sum + end - position, 0),
    due: await count(`SELECT COUNT(*) AS n FROM delivery_delivery d JOIN delivery_lane l ON l.id = d.platform
      WHERE d.settled_at IS NULL AND (l.open_until IS NULL OR l.open_until <= ${now})
        AND (d.state = 'started' OR d.next_attempt_at <= ${now})`),
    pending: simulator.pending(),
    history: await count('SELECT COUNT(*) AS n FROM ticketing_history'),
  };
}

function inWords({ missing, unpublished, unhandled, due, pending, history }: Standing): string {
  return `tickets and callbacks missing ${missing}, unpublished ${unpublished}, unhandled ${unhandled}, deliveries due ${due}, agencies at work ${pending}, history ${history}`;
}
