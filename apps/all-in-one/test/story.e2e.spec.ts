import { afterAll, beforeAll, describe } from 'vitest';
import { startOneProcess, type OneProcess } from './one-process.js';
import { storyContract } from './story.js';

describe('one process with the log and everything else in a SQLite file', () => {
  let process: OneProcess;
  beforeAll(async () => {
    process = await startOneProcess();
  });
  afterAll(() => process.stop());

  storyContract(() => process.county);
});
