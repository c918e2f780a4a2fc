import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '#libs/testing';
import { ListClient, LISTS } from '../../testing/src/list-client.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

const START = new Date('2026-11-25T10:00:00+08:00');

describe.each(await testDatabases())('editing the responsibility list on $name', (database) => {
  let line: RunningTicketing;
  const lists = new ListClient(() => line);
  beforeAll(async () => {
    line = await RunningTicketing.start(START, await database.url());
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });
  const changed = (item: object, more: object) => ({ ...(item as { item: object }).item, ...more });

  it('takes a request that came again with its key for the same one, whatever it changes', async () => {
    const item = async () => changed(await lists.get('/once/items/SX-0126'), { name: '供热不足' });
    const requests: [what: string, send: (key?: string) => Promise<{ status: number; json: object }>][] = [
      ['copied', (key) => lists.send('POST', '', { name: 'once' }, undefined, key)],
      ['imported', async (key) => lists.upload('?name=once-more', String(await lists.download('/once/export')), key)],
      ['noted', (key) => lists.send('PATCH', '/once', { note: '复核稿' }, 1, key)],
      ['put', async (key) => lists.send('PUT', '/once/items/SX-0126', await item(), 1, key)],
      ['taken out', (key) => lists.send('DELETE', '/once/items/SX-0148', undefined, 1, key)],
      ['withdrawn', (key) => lists.send('POST', '/once-more/withdraw', { reason: '重复' }, 1, key)],
    ];
    for (const [what, send] of requests) {
      const first = await send(what.replace(' ', '-'));
      expect([what, first.status < 300]).toEqual([what, true]);
      expect([what, await send(what.replace(' ', '-'))]).toEqual([what, first]);
      // It was done: without the key it is another request, and comes too late.
      expect([what, (await send()).status]).toEqual([what, what === 'copied' || what === 'imported' ? 409 : 412]);
    }
    const { version } = await lists.get('/once');
    const order = { reason: '区政府批准', effectiveFrom: '2027-06-01T00:00:00+08:00' };
    const publish = () => lists.send('POST', '/once/publish', order, version as number, 'published');
    const published = await publish();
    expect(published).toMatchObject({ status: 200, json: { state: 'scheduled' } });
    expect(await publish()).toEqual(published);
    expect(await lists.send('PATCH', '/once', { note: '别的' }, 1, 'noted')).toMatchObject({
      status: 422,
      json: { code: 'idempotency-key-reused' },
    });
    const seen = published.json as { version: number };
    expect(await lists.send('POST', '/once/withdraw', { reason: '只为试用' }, seen.version)).toMatchObject({
      status: 200,
    });
  });

  describe('a draft', () => {
    it('is edited item by item, each by the version that was looked at; of two people one is told', async () => {
      await lists.draft('edit');
      const item = await lists.get('/edit/items/SX-0126');
      expect(await lists.send('PUT', '/edit/items/SX-0126', changed(item, { name: '供热' }), 1)).toMatchObject({
        status: 200,
        json: { version: 2, item: { name: '供热' } },
      });
      expect(await lists.send('PUT', '/edit/items/SX-0126', changed(item, { name: '暖气' }), 1)).toMatchObject({
        status: 412,
        json: { code: 'version-stale' },
      });
      expect(await lists.send('PUT', '/edit/items/SX-0126', changed(item, { name: '暖气' }))).toMatchObject({
        status: 428,
        json: { code: 'version-required' },
      });
      expect(await lists.send('PUT', '/edit/items/SX-0126', changed(item, {}), '*')).toMatchObject({
        status: 409,
        json: { code: 'conflict' },
      });
      const [one, two] = await Promise.all(
        ['甲', '乙'].map((name) =>
          lists.send('PUT', '/edit/items/SX-0127', changed(item, { item: 'SX-0127', name }), 1),
        ),
      );
      expect([one?.status, two?.status].toSorted()).toEqual([200, 412]);
      expect(
        await lists.send(
          'PUT',
          '/edit/items/SX-9001',
          { name: '新事项', station: 'PCS', grids: ['G1'], validFrom: '2026-01-01' },
          '*',
        ),
      ).toMatchObject({ status: 200, json: { version: 1 } });
      expect(await lists.send('DELETE', '/edit/items/SX-0148', undefined, 1)).toMatchObject({ status: 204 });
      expect(await lists.send('DELETE', '/edit/items/SX-0148', undefined, 1)).toMatchObject({ status: 412 });
      expect(await lists.send('DELETE', '/edit/items/SX-NIX', undefined, 1)).toMatchObject({ status: 412 });
      const diff = await lists.get('/edit/diff');
      expect(diff).toMatchObject({
        list: 'edit',
        against: '2026-11',
        added: [{ item: 'SX-9001', grids: ['G1'] }],
        removed: [{ item: 'SX-0148' }],
        changed: [{ item: 'SX-0126', fields: [{ field: 'name', before: '供暖', after: '供热' }] }, { item: 'SX-0127' }],
      });
      expect(await lists.get('/edit')).toMatchObject({ items: 48, version: 5 });
    });

    it('an item that was taken out can be put in again', async () => {
      await lists.draft('again');
      const item = await lists.get('/again/items/SX-0148');
      await lists.send('DELETE', '/again/items/SX-0148', undefined, 1);
      expect((await line.ask('GET', `${LISTS}/again/items/SX-0148`)).status).toBe(404);
      expect(await lists.send('PUT', '/again/items/SX-0148', changed(item, {}), '*')).toMatchObject({
        status: 200,
        json: { version: 3 },
      });
      expect(await lists.get('/again/diff')).toMatchObject({ added: [], removed: [], changed: [] });
    });

    it.each([
      ['a misspelt field', { keyword: ['x'] }, '$.keyword'],
      ['an unknown agency', { station: 'NIX' }, '$'],
      ['two agencies', { bureau: '371402-ZJJ' }, '$'],
      ['an unknown platform', { reportTo: ['nix'] }, '$.reportTo'],
      ['a limit that is none', { limits: { finish: { amount: -1, unit: 'workday' } } }, '$.limits.finish.amount'],
      ['a keyword of one character', { keywords: ['摊'] }, '$.keywords'],
      ['a day that there is not', { validFrom: '2026-02-30' }, '$'],
    ])('%s is refused by its path', async (_, more, path) => {
      const plain = { name: '事项', station: 'PCS', validFrom: '2026-01-01', ...more };
      const { status, json } = await lists.send('PUT', '/edit/items/SX-9002', plain, '*');
      expect([status, json.code]).toEqual([422, 'invalid-fields']);
      expect((json.errors as { path: string }[]).map((error) => error.path)).toContain(path);
    });

    it('has a note and default townships, changed by its version', async () => {
      await lists.draft('details');
      const details = { note: '试用', defaultTownship: { grid: '371402102' } };
      expect(await lists.send('PATCH', '/details', details, 1)).toMatchObject({
        status: 200,
        json: { version: 2, ...details },
      });
      expect(await lists.send('PATCH', '/details', details, 1)).toMatchObject({ status: 412 });
      expect(await lists.send('PATCH', '/details', { defaultTownship: { grid: '1' } }, 2)).toMatchObject({
        status: 422,
      });
    });

    it('has a name that no other ever had, and may be given up', async () => {
      await lists.draft('gone');
      expect(await lists.send('POST', '', { name: 'gone' })).toMatchObject({ status: 409 });
      expect(await lists.send('POST', '/gone/withdraw', { reason: '不用了' }, 1)).toMatchObject({
        status: 200,
        json: { state: 'withdrawn' },
      });
      expect(await lists.send('POST', '', { name: 'gone' })).toMatchObject({ status: 409 });
      expect(await lists.publish('gone')).toMatchObject({ status: 409, json: { code: 'act-not-allowed' } });
      expect(await lists.send('POST', '', { name: 'a/b' })).toMatchObject({ status: 422 });
      expect(await lists.send('POST', '', { name: 'in-force' })).toMatchObject({ status: 422 });
    });
  });

  it('needs the permission for it; who may look sees it', async () => {
    const counter = { headers: line.basic('counter') };
    expect(await line.ask('GET', LISTS, counter)).toMatchObject({ status: 200 });
    for (const [method, path] of [
      ['POST', ''],
      ['POST', '/import'],
      ['PATCH', '/edit'],
      ['PUT', '/edit/items/X'],
      ['DELETE', '/edit/items/X'],
      ['POST', '/edit/publish'],
      ['POST', '/edit/withdraw'],
    ] as const)
      expect([path, (await line.ask(method, LISTS + path, { body: {}, ...counter })).status]).toEqual([path, 403]);
    expect(await line.ask('GET', LISTS, { headers: line.key('stations') })).toMatchObject({ status: 403 });
  });

  describe('as a file', () => {
    it.each(['yaml', 'xlsx'])('goes out and comes back the same, as %s', async (format) => {
      const file = await lists.download(`/2026-11/export?format=${format}`);
      const body = format === 'yaml' ? file.toString() : file;
      expect(await lists.upload(`?name=back-${format}`, body)).toMatchObject({
        status: 201,
        json: { name: `back-${format}`, items: 48 },
      });
      expect(await lists.get(`/back-${format}/diff`)).toMatchObject({
        added: [],
        removed: [],
        changed: [],
        defaultTownship: [],
      });
      expect(await lists.upload('', body)).toMatchObject({ status: 409 });
    });

    it('with a mistake comes in not at all', async () => {
      const text = readFileSync('config/responsibilities.yml', 'utf8').replace('station: PCS', 'station: NIX');
      const { status, json } = await lists.upload('?name=wrong', text);
      expect([status, json.code]).toEqual([422, 'invalid-fields']);
      expect(json.errors).toMatchObject([{ path: expect.stringMatching(/^第 \d+ 行 \$\.items\[17\]$/) as string }]);
      expect((await line.ask('GET', `${LISTS}/wrong`)).status).toBe(404);
      expect((await lists.upload('?name=wrong', Buffer.alloc(9 * 1024 * 1024, 0x20))).status).toBe(413);
      expect((await lists.upload('?name=wrong', '')).status).toBe(400);
    });
  });
});
