import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunningTicketing } from '../../../testing/src/start-ticketing.js';
import { NumberPool } from './number-pool.js';

const NOW = new Date('2026-11-25T02:00:00.000Z');
let line: RunningTicketing;
beforeAll(async () => {
  line = await RunningTicketing.start(NOW);
});
afterAll(() => line.stop());

describe('ticket numbers', () => {
  it('that one batch was promised are not given to another that runs beside it', async () => {
    const pool = line.app.get(NumberPool);
    const releases = await Promise.all([400, 400, 400].map((count) => pool.reserve(count)));
    const numbers = ['a', 'b', 'c'].flatMap((batch) =>
      Array.from({ length: 400 }, (_, index) => pool.take(`${batch}${index}`, NOW)),
    );
    for (const release of releases) release();
    expect(new Set(numbers).size).toBe(1_200);
  });

  it('are the same for the same ticket when a batch is done again', async () => {
    const pool = line.app.get(NumberPool);
    const release = await pool.reserve(1);
    expect(pool.take('again', NOW)).toBe(pool.take('again', NOW));
    release();
  });
});
