import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Health, type Problem } from '#libs/runtime';
import { testDatabases } from '#libs/testing';
import { ListClient, LISTS } from '../../testing/src/list-client.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { ListKeeper } from './actions/lists/list-keeper.js';
import { Rulebook } from './domain/rulebook.js';

const START = new Date('2026-11-25T10:00:00+08:00');
const SECOND = 1_000;

describe.each(await testDatabases())('the responsibility list in force on $name', (database) => {
  let line: RunningTicketing;
  let url: string;
  const lists = new ListClient(() => line);
  beforeAll(async () => {
    url = await database.url();
    line = await RunningTicketing.start(START, url);
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });
  const changed = (item: object, more: object) => ({ ...(item as { item: object }).item, ...more });
  const why = async (id: string) => (await line.ask('GET', `/v1/tickets/${id}/why`)).json.sentences as string[];

  it('at the very first start is the one of the file, in force from the beginning', async () => {
    const { items } = await lists.get('');
    expect(items).toMatchObject([
      {
        name: '2026-11',
        state: 'in-force',
        stateLabel: '生效中',
        items: 48,
        effectiveFrom: '1970-01-01T00:00:00.000Z',
      },
    ]);
    const id = await line.event('first');
    expect(await line.ticket(id)).toMatchObject({ routing: { list: '2026-11', item: 'SX-0101' } });
  });

  it('a file that was changed later is told, and not used', async () => {
    const [own, folder] = [await database.url(), mkdtempSync(join(tmpdir(), 'huying-list-'))];
    await (await RunningTicketing.start(START, own)).stop();
    cpSync('config', folder, { recursive: true });
    const file = join(folder, 'responsibilities.yml');
    const text = readFileSync(file, 'utf8').replace("version: '2026-11'", 'version: changed');
    writeFileSync(file, text.replace('name: 供暖', 'name: 供热'));
    const again = await RunningTicketing.start(START, own, folder);
    const { checks } = await again.app.get(Health).look();
    expect(checks['responsibility list']).toMatchObject({ ok: true });
    expect(checks['responsibility list']?.detail).toContain('items added: 0, removed: 0, changed: 1');
    expect(again.app.get(Rulebook).lists.at(START).find('SX-0126')?.name).toBe('供暖');
    await again.stop();
    rmSync(folder, { recursive: true });
    expect((await line.app.get(Health).look()).checks['responsibility list']).toEqual({ ok: true });
  });

  it('a version tried on past tickets tells which would go elsewhere, fall to the desk or leave it', async () => {
    const elsewhere = await line.event('trial-elsewhere', { item: 'SX-0101' });
    line.clock.advance(1);
    const lost = await line.event('trial-lost', {
      item: undefined,
      title: '小饭桌不卫生',
      description: '校园周边小饭桌',
    });
    line.clock.advance(1);
    const found = await line.event('trial-found', { item: undefined, title: '无人机扰飞', description: '？' });
    await lists.draft('trial');
    const [stalls, school] = [await lists.get('/trial/items/SX-0101'), await lists.get('/trial/items/SX-0148')];
    await lists.send('PUT', '/trial/items/SX-0101', changed(stalls, { station: 'PCS' }), 1);
    await lists.send('PUT', '/trial/items/SX-0148', changed(school, { keywords: ['别的词'] }), 1);
    await lists.send(
      'PUT',
      '/trial/items/SX-9003',
      { name: '无人机', keywords: ['无人机'], station: 'PCS', validFrom: '2026-01-01' },
      '*',
    );
    const before = await lists.get('');
    const trial = await lists.get('/trial/trial?tickets=1000');
    expect(
      (trial.moved as { ticketId: string }[]).filter(({ ticketId }) => [elsewhere, lost, found].includes(ticketId)),
    ).toMatchObject([
      {
        ticketId: found,
        move: 'from-desk',
        before: { agencies: [] },
        after: { item: 'SX-9003', agencies: ['371402101-PCS'] },
      },
      {
        ticketId: lost,
        move: 'to-desk',
        before: { item: 'SX-0148', agencies: ['371402101-SCJG'] },
        after: { agencies: [], desk: 'none' },
      },
      {
        ticketId: elsewhere,
        move: 'elsewhere',
        before: { list: '2026-11', agencies: ['371402101-ZHZF'] },
        after: { agencies: ['371402101-PCS'] },
      },
    ]);
    const counts = Object.values(trial.counts as Record<string, number>).reduce((sum, count) => sum + count, 0);
    expect(counts).toBe(trial.tickets);
    expect((await lists.get('/2026-11/trial')).moved).toEqual([]);
    expect(await lists.get('/trial/trial?tickets=1')).toMatchObject({ tickets: 1 });
    expect((await line.ask('GET', `${LISTS}/trial/trial?tickets=5001`)).status).toBe(400);
    expect(await lists.get('')).toEqual(before);
  });

  it('tells which of its items decide nothing, and what no item decides', async () => {
    line.clock.set(new Date('2026-11-26T10:00:00+08:00'));
    for (const name of ['cover-1', 'cover-2']) await line.event(name, { item: 'SX-0119' });
    const lost = await line.event('cover-3', {
      item: undefined,
      category: '教育文体',
      title: '有一件事',
      description: '请处理',
    });
    const period = `from=${encodeURIComponent('2026-11-26T00:00:00+08:00')}&to=${encodeURIComponent('2026-11-27T00:00:00+08:00')}`;
    const report = await lists.get(`/in-force/coverage?${period}`);
    expect(report).toMatchObject({
      list: '2026-11',
      tickets: 3,
      hit: [{ item: 'SX-0119', tickets: 2 }],
      unmatched: {
        tickets: 1,
        byReason: [{ reason: 'no-match', tickets: 1 }],
        byCategory: [{ category: '教育文体', tickets: 1 }],
        newest: [{ ticketId: lost }],
      },
    });
    expect(report.neverHit).toHaveLength(47);
    for (const query of ['', '?from=x&to=y', `?${period}&more=1`, `?${period.replace('2026-11-26', '2024-11-26')}`])
      expect([query, (await line.ask('GET', `${LISTS}/in-force/coverage${query}`)).status]).toEqual([query, 400]);
  });

  it('an event without category goes by keywords, else to the desk, and the reasons can be asked', async () => {
    const byWords = await line.event('why-words', {
      item: undefined,
      title: '夜间施工扰民',
      description: '工地施工噪音大',
    });
    const sentences = await why(byWords);
    expect(sentences.join('\n')).toMatch(/受理当时（2026-11-26）生效的是责任清单“2026-11”。/);
    expect(sentences.join('\n')).toMatch(
      /按SX-0131“工地扬尘、夜间施工”办理，承办单位是.*联合执法成员单位是示例镇综合行政执法中队/,
    );
    expect(sentences.join('\n')).toMatch(/理由：事件没有类别，标题中有关键词“夜间施工”/);
    expect(sentences.join('\n')).toMatch(/SX-0118“噪声扰民（夜间、邻里）”也相符，未选：关键词分量 \d+ 小于 \d+/);
    const desk = await line.event('why-desk', { item: undefined, title: '有一件事', description: '附近有麻将馆' });
    expect((await why(desk)).join('\n')).toMatch(
      /清单中没有事项与本事件相符，转到办公室.*\nSX-0119“赌博、黄赌线索”接近但不符：类别不符，描述中只提到一个关键词“麻将馆”，不足为据。/,
    );
    await line.act(desk, 'assign', { reason: '归口', agency: '371402-RSJ' });
    expect((await why(desk)).at(-1)).toMatch(/^其后由 office 派给.*理由：归口$/);
    const nowhere = await line.event('why-nowhere', { place: undefined });
    expect((await why(nowhere)).join('\n')).toContain('事件没有写明属地，转到办公室');
    expect((await line.ask('GET', '/v1/tickets/NIX/why')).status).toBe(404);
  });

  it('what the grid says decides between items', async () => {
    await lists.draft('grids');
    const item = {
      name: '河湾市场',
      keywords: ['占道经营'],
      station: 'SCJG',
      grids: ['G7'],
      priority: 1,
      validFrom: '2026-01-01',
    };
    await lists.send('PUT', '/grids/items/SX-9004', item, '*');
    expect(await lists.publish('grids')).toMatchObject({ status: 200, json: { state: 'scheduled' } });
    line.clock.advance(61 * SECOND);
    const at = (grid: string) =>
      line.event(`grid-${grid}`, { item: undefined, place: { township: '371402101', grid } });
    const routed = async (grid: string) => ((await line.ticket(await at(grid))).routing as { item: string }).item;
    expect([await routed('G7-003'), await routed('G77')]).toEqual(['SX-9004', 'SX-0101']);
    const sentences = await why((await at('G7-004')) as string);
    expect(sentences.join('\n')).toContain('并符合该事项限定的网格');
  });

  describe('the switch from one version to the next', () => {
    it('is a minute ahead or more, at a moment of its own; what is published never changes', async () => {
      await lists.draft('next');
      const now = line.clock.now().getTime();
      const at = (milliseconds: number) => ({ effectiveFrom: new Date(now + milliseconds).toISOString() });
      expect(await lists.publish('next', at(59 * SECOND))).toMatchObject({ status: 422 });
      expect(await lists.publish('next', { effectiveFrom: '2027-01-01T00:00:00' })).toMatchObject({ status: 422 });
      expect(await lists.publish('next', at(600 * SECOND))).toMatchObject({
        status: 200,
        json: { state: 'scheduled', stateLabel: '待生效' },
      });
      expect(await lists.publish('next')).toMatchObject({ status: 409 });
      const item = await lists.get('/next/items/SX-0101');
      expect(await lists.send('PUT', '/next/items/SX-0101', changed(item, {}), 1)).toMatchObject({
        status: 409,
        json: { code: 'act-not-allowed' },
      });
      await lists.draft('same');
      expect(await lists.publish('same', at(600 * SECOND))).toMatchObject({ status: 422 });
      expect(
        await lists.send('POST', '/next/withdraw', { reason: '有误' }, (await lists.get('/next')).version),
      ).toMatchObject({
        status: 200,
      });
      expect(await lists.publish('same', at(600 * SECOND))).toMatchObject({ status: 200 });
      line.clock.advance(541 * SECOND);
      expect(
        await lists.send('POST', '/same/withdraw', { reason: '有误' }, (await lists.get('/same')).version),
      ).toMatchObject({
        status: 409,
      });
      line.clock.advance(60 * SECOND);
      expect(await lists.get('/in-force')).toMatchObject({ name: 'same', state: 'in-force' });
      expect(await lists.get('/grids')).toMatchObject({ state: 'replaced' });
    });

    it('an empty or mistaken draft does not come into force', async () => {
      await lists.draft('empty');
      for (const { item } of (await lists.get('/empty/items?limit=200')).items as { item: { item: string } }[])
        await lists.send('DELETE', `/empty/items/${item.item}`, undefined, 1);
      expect(await lists.publish('empty')).toMatchObject({ status: 422 });
    });

    // An SQLite file is one process's.
    it.runIf(database.name === 'mariadb')(
      'every decision is by the version in force at its moment, in every process',
      async () => {
        const other = await RunningTicketing.start(line.clock.now(), url);
        const [mine, theirs] = [line.app.get(Rulebook).lists, other.app.get(Rulebook).lists];
        await other.app.get(ListKeeper).refresh();
        const read = line.clock.now().getTime();
        // The worst that can be: published right after the other process has read, to come into force as soon as may be.
        await lists.draft('switched');
        await lists.publish('switched');
        const moment = new Date((await lists.get('/switched')).effectiveFrom as string).getTime();
        const [seen, wrong]: [Set<string>, string[]] = [new Set(), []];
        for (let at = read; at < moment + 60 * SECOND; at += SECOND) {
          const now = new Date(at);
          line.clock.set(now);
          await line.app.get(ListKeeper).ready();
          const right = at < moment ? 'same' : 'switched';
          // Without another look the other process decides rightly, or refuses to.
          const told = decided(() => theirs.at(now).version);
          seen.add(told);
          if (mine.at(now).version !== right || (told !== right && told !== 'list-unknown'))
            wrong.push(`${at - moment} ${told}`);
        }
        expect(wrong).toEqual([]);
        expect([...seen]).toEqual(['same', 'list-unknown']);
        // 15 s before the moment it refuses already: its clock may be as much behind.
        expect(theirs.knows(new Date(moment - 15 * SECOND), 0)).toBe(false);
        other.clock.set(new Date(moment));
        await other.app.get(ListKeeper).ready();
        expect(theirs.at(other.clock.now()).version).toBe('switched');
        const id = await line.event('after the switch');
        expect(await line.ticket(id)).toMatchObject({ routing: { list: 'switched' } });
        await other.stop();
      },
    );
  });
});

function decided(decide: () => string): string {
  try {
    return decide();
  } catch (error) {
    return (error as Problem).code;
  }
}
