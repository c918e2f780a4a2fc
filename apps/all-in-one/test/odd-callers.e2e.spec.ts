import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddCallersContract } from './odd-callers.js';
import { startOneProcess, type OneProcess } from './one-process.js';

let process: OneProcess;

beforeAll(async () => {
  process = await startOneProcess();
});
afterAll(() => process.stop());

describe('odd callers of the whole line in one process', () => {
  oddCallersContract(() => process.county);

  it('leave no message behind that could not be handled', async () => {
    expect((await process.county.person('office', '/v1/dead-letters')).json).toMatchObject({ total: 0 });
    expect(process.county.simulator.books.doubled()).toEqual([]);
  });
});
