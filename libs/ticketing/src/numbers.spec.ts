import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { csvOf } from './domain/numbers/csv.js';
import { isDay, periodsOf } from './domain/numbers/periods.js';
import { FORMULA_2026_1 } from './persistence/numbers/formula-2026-1.js';

const STATION = '371402101-ZHZF';
const NOVEMBER = 'from=2026-11-01&to=2026-11-30';
let line: RunningTicketing;

const says = (id: string, status: 'ACCEPTED' | 'RESOLVED' | 'RETURNED', more: object = {}) =>
  line.callback({ taskId: `${id}-1`, ticketId: id, status, ...more });
const asked = (id: string, solved: boolean, satisfaction: number) =>
  line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', solved, satisfaction });

interface Row {
  key?: string | null;
  name?: string | null;
  period: string;
  complete: boolean;
  measures: Record<string, { count?: number; of?: number; hits?: number; rate?: number | null }>;
}
const rows = async (query: string) => {
  const { status, json } = await line.ask('GET', `/v1/numbers?${query}`);
  expect(status).toBe(200);
  return json.rows as Row[];
};

/** One month of a station with four tickets (well done, late, done twice, not theirs) and of a bureau that does nothing. */
async function november(): Promise<void> {
  const good = await line.event('good');
  const slow = await line.event('slow');
  const again = await line.event('again');
  const wrong = await line.event('wrong');
  await line.event('idle', { item: 'SX-0139' });
  await line.passTo(new Date('2026-11-02T01:30:00.000Z'));
  await says(good, 'ACCEPTED');
  await says(again, 'ACCEPTED');
  await says(wrong, 'RETURNED', { reasonCode: 'R02', legalBasis: '责任清单第9项', opinion: '属他单位' });
  await says(again, 'RESOLVED', { opinion: '已处理' });
  await says(good, 'RESOLVED', { opinion: '已处理' });
  await line.passTo(new Date('2026-11-02T07:00:00.000Z'));
  await says(slow, 'ACCEPTED');
  await asked(good, true, 5);
  await line.passTo(new Date('2026-11-05T01:00:00.000Z'));
  await asked(again, false, 1);
  const { desk } = await line.ticket(again);
  if (desk.some(({ kind, settledAt }) => kind === 'redo' && settledAt === null))
    await line.act(again, 'assign', { reason: '重办', agency: STATION });
  await line.passTo(new Date('2026-11-20T01:00:00.000Z'));
  await says(slow, 'RESOLVED', { opinion: '已处理' });
  await asked(slow, true, 3);
}

describe.each(await testDatabases())('the numbers of a month, on $name', (database) => {
  beforeAll(async () => {
    line = await RunningTicketing.start(new Date('2026-11-02T01:00:00.000Z'), await database.url());
    await november();
    await line.passTo(new Date('2026-12-01T01:00:00.000Z'));
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  it('are what docs/numbers.md says they are', async () => {
    const station = (await rows(`${NOVEMBER}&by=agency`)).find(({ key }) => key === STATION);
    expect(station).toMatchObject({
      name: '示例镇综合行政执法中队',
      complete: true,
      measures: {
        received: { count: 4 },
        tasks: { count: 5 },
        closed: { count: 2 },
        voided: { count: 0 },
        'signed-in-time': { hits: 3, of: 5, rate: 0.6 },
        'finished-in-time': { hits: 2, of: 5, rate: 0.4 },
        returned: { hits: 1, of: 4, rate: 0.25 },
        redone: { hits: 1, of: 3, rate: 0.3333 },
        satisfied: { hits: 2, of: 3, rate: 0.6667 },
      },
    });
    const bureau = (await rows(`${NOVEMBER}&by=item`)).find(({ key }) => key === 'SX-0139');
    expect(bureau?.measures['signed-in-time']).toEqual({ hits: 0, of: 1, rate: 0 });
  });

  it('add up: the same whole by agency, township, item and day', async () => {
    const [whole] = await rows(NOVEMBER);
    for (const query of ['by=agency', 'by=township', 'by=item', 'every=day', 'every=month']) {
      const parts = await rows(`${NOVEMBER}&${query}`);
      for (const [measure, { count, of }] of Object.entries(whole!.measures)) {
        const sum = parts.reduce(
          (total, part) => total + (part.measures[measure]!.count ?? part.measures[measure]!.of!),
          0,
        );
        expect(`${query} ${measure} ${sum}`).toBe(`${query} ${measure} ${count ?? of}`);
      }
    }
  });

  it('are the tickets that one finds behind them, page by page', async () => {
    const [whole] = await rows(NOVEMBER);
    for (const [measure, { count, of, hits }] of Object.entries(whole!.measures)) {
      const found: { number: string; hit: boolean }[] = [];
      for (let cursor = ''; ;) {
        const { status, json } = await line.ask('GET', `/v1/numbers/${measure}/tickets?${NOVEMBER}&limit=2${cursor}`);
        expect(status).toBe(200);
        found.push(...(json.items as { number: string; hit: boolean }[]));
        if (json.nextCursor === undefined) break;
        cursor = `&cursor=${String(json.nextCursor)}`;
      }
      expect(found).toHaveLength((count ?? of)!);
      expect(found.filter(({ hit }) => hit)).toHaveLength(hits ?? count!);
    }
    const { json } = await line.ask('GET', `/v1/numbers/returned/tickets?${NOVEMBER}&hits=true&agency=${STATION}`);
    expect(json.items).toMatchObject([{ agency: STATION, hit: true, title: '路口占道经营' }]);
  });

  it('of a month that is over stay the same, whatever comes later', async () => {
    const before = await rows(`${NOVEMBER}&by=agency`);
    const { ticketId } = await line.ticket(String((await line.ask('GET', '/v1/events/grid/again')).json.ticketId));
    await line.callback({ platform: 'grid', ticketId, sideEvent: 'EVALUATE', satisfaction: 5 });
    const more = await line.event('later');
    await says(more, 'RESOLVED', { opinion: '已处理' });
    const wrong = String((await line.ask('GET', '/v1/events/grid/wrong')).json.ticketId);
    await line.act(wrong, 'void', { reason: '误报' });
    await line.passTo(new Date('2026-12-20T01:00:00.000Z'));
    expect(await rows(`${NOVEMBER}&by=agency`)).toEqual(before);
    const [december] = await rows('from=2026-12-01&to=2026-12-31');
    expect(december).toMatchObject({
      complete: false,
      measures: { received: { count: 1 }, voided: { count: 1 }, satisfied: { hits: 1, of: 1 } },
    });
  });

  it('come as a file that a spreadsheet opens', async () => {
    const response = await fetch(`${line.url}/v1/numbers?${NOVEMBER}&by=agency&format=csv`, {
      headers: line.basic('office'),
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('"周期","编码","名称","受理量","派单量"');
    expect(text).toContain(`"2026-11-01/2026-11-30","${STATION}","示例镇综合行政执法中队",4,5,2,0,0,3,5,0.6,`);
  });

  it.each([
    '',
    'from=2026-11-01',
    'from=2026-11-31&to=2026-12-01',
    'from=2026-12-01&to=2026-11-01',
    'from=0001-01-01&to=2026-11-01',
    `${NOVEMBER}&by=phone`,
    `${NOVEMBER}&every=hour`,
    `${NOVEMBER}&formula=2027-1`,
    `${NOVEMBER}&agency=${'x'.repeat(65)}`,
    'from=2026-01-01&to=2026-12-31&every=day',
    `${NOVEMBER}&x=1`,
    `${NOVEMBER}&by=agency&by=item`,
    "from=2026-11-01'--&to=2026-11-30",
  ])('are refused for %j', async (query) => {
    expect(await line.ask('GET', `/v1/numbers?${query}`)).toMatchObject({
      status: 400,
      json: { code: 'invalid-query' },
    });
  });

  it('of what does not exist are none, and a filter is never part of the statement', async () => {
    const [none] = await rows(`${NOVEMBER}&agency=${encodeURIComponent("' OR 1=1 --")}`);
    expect(none?.measures.received).toEqual({ count: 0 });
    expect(await line.ask('GET', `/v1/numbers/phones/tickets?${NOVEMBER}`)).toMatchObject({ status: 400 });
    expect((await fetch(`${line.url}/v1/numbers?${NOVEMBER}`)).status).toBe(401);
    expect((await line.ask('GET', `/v1/numbers?${NOVEMBER}`, { headers: line.key('stations') })).status).toBe(403);
  });
});

describe('what numbers are made with', () => {
  it('formula 2026-1 is as it was released: a change of it is a new one beside it', () => {
    const bounds = { from: 'FROM', until: 'UNTIL', horizon: 'HORIZON' };
    const all = Object.entries(FORMULA_2026_1.facts).map(([name, facts]) => [name, facts(bounds)]);
    const text = JSON.stringify(all).replaceAll(/(?:\\n|\s)+/g, ' ');
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe('48111d4b65452893');
  });

  it('periods are cut at midnight in Shanghai, and the last day belongs to them', () => {
    expect(periodsOf('2026-11-30', '2026-12-01', 'day').map(({ name, from }) => [name, from.toISOString()])).toEqual([
      ['2026-11-30', '2026-11-29T16:00:00.000Z'],
      ['2026-12-01', '2026-11-30T16:00:00.000Z'],
    ]);
    expect(periodsOf('2026-11-15', '2027-02-03', 'quarter').map(({ name }) => name)).toEqual(['2026-Q4', '2027-Q1']);
    expect(periodsOf('2026-02-01', '2028-02-29', 'year').map(({ name }) => name)).toEqual(['2026', '2027', '2028']);
    const months = periodsOf('2026-01-31', '2026-12-31', 'month');
    expect(months).toHaveLength(12);
    expect(months.slice(1).map(({ from }) => from)).toEqual(months.slice(0, -1).map(({ until }) => until));
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '', 'today'].filter(isDay)).toEqual([]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '＝1', '\u200b=1', '%0A', '|cmd'])(
    '%j is text in a spreadsheet',
    (text) => {
      expect(csvOf([[text]])).toBe(`\uFEFF"'${text}"\r\n`);
    },
  );

  it('quotes are doubled, numbers and nothing stand bare', () => {
    expect(csvOf([['a"b,c', 1, -0.5, null]])).toBe('\uFEFF"a""b,c",1,-0.5,\r\n');
  });
});
