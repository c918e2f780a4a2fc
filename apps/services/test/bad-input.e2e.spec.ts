import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { badInputSuite, ownServers, type IntakeDoor, type OwnServers } from '#libs/testing';
import { County } from '../../all-in-one/test/county.js';
import { oddCallersContract } from '../../all-in-one/test/odd-callers.js';
import { gridEvent } from '../../all-in-one/test/samples.js';
import { FourServices } from './four-services.js';

const servers = await ownServers();
afterAll(() => servers?.stop(), 60_000);

describe.skipIf(!servers)('bad input to the services over Kafka and MariaDB', () => {
  let services: FourServices;
  let county: County;

  beforeAll(async () => {
    const { kafka, databaseUrl } = servers as OwnServers;
    services = await FourServices.prepare({ broker: kafka.broker, databaseUrl });
    await services.launch();
    county = new County(services, services.outside);
  }, 90_000);
  afterAll(() => services.stop(), 30_000);

  badInputSuite(() => doorOf(county));
  oddCallersContract(() => county);

  it('emoji, rare characters and an id of 24 digits reach the platforms as they came', async () => {
    const reportNo = '371402101000000000000024';
    const texts = { caseName: '占道经营𡈽村䶮路😀', caseDesc: '流动摊贩<b>占道</b>𠮷👨‍👩‍👧' };
    expect((await county.push('grid', 'events', gridEvent(reportNo, texts))).status).toBe(202);
    const id = ticketIdOf('grid', 0, reportNo);
    const ticket = await county.until(id, ({ state }) => state === 'closed');
    expect(ticket).toMatchObject({ eventId: reportNo, title: texts.caseName, description: texts.caseDesc });
    const { json } = await county.person('office', `/v1/deliveries?ticket=${id}`);
    const sent = (json.items as { platform: string; history: { request: string }[] }[]).flatMap(
      ({ platform, history }) => history.map(({ request }) => [platform, request] as const),
    );
    const [, dispatched = ''] = sent.find(([platform]) => platform === 'stations') ?? [];
    for (const text of Object.values(texts)) expect(dispatched).toContain(text);
    const reports = sent.filter(([platform]) => platform === 'grid');
    expect(reports.length).toBeGreaterThan(3);
    for (const [, request] of reports) expect(request).toContain(`"${reportNo}"`);
  }, 60_000);

  it('leave no message behind that could not be handled, and no pull had failed at the start', async () => {
    expect((await county.person('office', '/v1/dead-letters')).json).toMatchObject({ total: 0 });
    expect(county.simulator.books.doubled()).toEqual([]);
    expect(services.process('intake').said).not.toContain('pulling fails');
  });
});

/** Platforms push to intake; people look at the console. */
function doorOf(county: County): IntakeDoor {
  const { huying, outside } = county;
  const basic = Buffer.from(`office:${outside.secrets.get('accounts.office')}`).toString('base64');
  return {
    async post(path, headers, body) {
      const answer = await fetch(huying.intakeUrl + path, { method: 'POST', headers, body: body as string });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, json: JSON.parse(text) };
    },
    secretOf: (platform) => outside.secrets.get(`platforms.${platform}.inbound`),
    async ticket(platform, eventId) {
      const { status, json } = await county.person('office', `/v1/events/${platform}/${encodeURIComponent(eventId)}`);
      return status === 200 ? json : undefined;
    },
    async quarantined() {
      const { json } = await county.person('office', '/v1/quarantine?limit=200');
      return json.items as { quarantineId: string; code: string }[];
    },
    async raw(id) {
      const path = `/v1/quarantine/${id}/raw?reason=test`;
      const answer = await fetch(huying.consoleUrl + path, { headers: { authorization: `Basic ${basic}` } });
      return Buffer.from(await answer.arrayBuffer());
    },
  };
}
