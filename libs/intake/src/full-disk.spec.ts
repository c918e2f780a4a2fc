import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutsideLists } from '../../testing/src/outside-lists.js';
import { RunningIntake, type HttpAnswer } from '../../testing/src/start-intake.js';

let outside: OutsideLists;
let intake: RunningIntake;
const logged: string[] = [];

beforeAll(async () => {
  const keep = (message: unknown): void => void logged.push(JSON.stringify(message));
  outside = await OutsideLists.start();
  intake = await RunningIntake.start(outside.port, { logger: { log: keep, warn: keep, error: keep } });
});
afterAll(async () => {
  await intake.stopAndForget();
  await outside.stop();
});

const push = (eventId: string): Promise<HttpAnswer> =>
  intake.post(
    '/v1/events',
    intake.key('stations'),
    JSON.stringify({ eventId, title: '占道堆物', description: '路口有建筑垃圾。'.repeat(100) }),
  );
const idsInTheLog = async (): Promise<unknown[]> =>
  (await intake.said('event-received')).map(({ body }) => body.eventId).toSorted();
const pragma = async (text: string): Promise<number> => {
  const [row] = (await intake.database.query(`PRAGMA ${text}`)) as Record<string, number>[];
  return Object.values(row ?? {})[0] as number;
};

describe('a disk that is full', () => {
  it('is answered 503 with the reason, what was answered 202 stands there whole, and it goes on when there is room', async () => {
    await pragma(`max_page_count = ${(await pragma('page_count')) + 20}`);
    const ids = Array.from({ length: 200 }, (_, index) => `full-${index}`);
    const taken: string[] = [];
    const refused: string[] = [];
    for (const id of ids) {
      const { status, headers, json } = await push(id);
      (status === 202 ? taken : refused).push(id);
      if (status === 202) continue;
      expect([status, json.code, json.detail]).toEqual([503, 'log-unavailable', expect.stringContaining('disk')]);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(taken.length).toBeGreaterThan(5);
    expect(refused.length).toBeGreaterThan(5);
    expect(await idsInTheLog()).toEqual(taken.toSorted());
    expect(logged.some((line) => line.includes('The disk of the embedded log is full'))).toBe(true);
    await pragma('max_page_count = 1000000');
    for (const id of refused) expect((await push(id)).status).toBe(202);
    expect(await idsInTheLog()).toEqual(ids.toSorted());
    expect(await pragma('integrity_check')).toBe('ok');
  });
});
