import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { callbackReceived, type MessageType } from '#libs/contracts';
import { testDatabases } from '#libs/testing';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

describe.each(await testDatabases())('what is asked of ticketing on $name', (database) => {
  let line: RunningTicketing;
  afterEach(() => line.stop());
  afterAll(() => database.drop());

  it('a ticket is shown as of one moment, however fast it changes', async () => {
    line = await RunningTicketing.start(new Date('2026-11-25T02:00:00.000Z'), await database.url());
    const id = await line.event('moment');
    const callbacks = Array.from({ length: 40 }, (_, index): [MessageType, object] => [
      callbackReceived as unknown as MessageType,
      line.callbackBody({
        taskId: `${id}-1`,
        ticketId: id,
        status: index % 2 ? 'ACCEPTED' : 'IN_PROGRESS',
        opinion: `${index}`,
      }),
    ]);
    const work = { goesOn: true };
    const changes = (async () => {
      for (const one of callbacks) await line.say(one);
      work.goesOn = false;
    })();
    const torn: string[] = [];
    for (let reads = 0; work.goesOn && reads < 10_000; reads++) {
      const { version, history } = await line.ticket(id);
      if (history.at(-1)?.version !== version) torn.push(`${version} with ${history.at(-1)?.version}`);
    }
    await changes;
    expect(torn).toEqual([]);
  });
});
