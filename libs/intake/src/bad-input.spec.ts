import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badInputSuite, type IntakeDoor } from '../../testing/src/bad-input/bad-input-suite.js';
import { OutsideLists } from '../../testing/src/outside-lists.js';
import { RunningIntake } from '../../testing/src/start-intake.js';

const PATH = '/v1/events';
let outside: OutsideLists;
let intake: RunningIntake;

beforeAll(async () => {
  outside = await OutsideLists.start();
  intake = await RunningIntake.start(outside.port);
});
afterAll(async () => {
  await intake.stopAndForget();
  await outside.stop();
});

describe('bad input to an intake with the embedded log', () => {
  badInputSuite(() => doorOf(intake));

  it('every wrong field is listed at once', async () => {
    const wrong = { eventId: 1, title: '', place: { longitude: 'x' }, extra: 1 };
    const answer = await intake.post(PATH, intake.key('stations'), JSON.stringify(wrong));
    const paths = answer.json.errors?.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['$.eventId', '$.title', '$.description', '$.place.longitude', '$.extra']),
    );
  });

  it('people may not send what platforms send', async () => {
    expect(await intake.post(PATH, intake.basic('office'), '{}')).toMatchObject({ status: 403 });
  });
});

/** Without ticketing: what the log says of an event stands for its ticket. */
function doorOf(running: RunningIntake): IntakeDoor {
  const { secrets } = running;
  const ask = (path: string) => running.ask('GET', path, running.basic('office'));
  return {
    post: (path, headers, body) => running.post(path, headers, body),
    secretOf: (platform) => secrets.get(`platforms.${platform}.inbound`),
    async ticket(platform, eventId) {
      const said = await running.said('event-received');
      const found = said.find(({ body }) => body.source === platform && body.eventId === eventId);
      return found && { occurredAt: null, ...found.body };
    },
    quarantined: async () => (await ask('/v1/quarantine?limit=200')).json.items ?? [],
    async raw(id) {
      const path = `/v1/quarantine/${id}/raw?reason=test`;
      const answer = await fetch(running.url + path, { headers: running.basic('office') });
      return Buffer.from(await answer.arrayBuffer());
    },
  };
}
