import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '#libs/testing';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { ForgetAnswersJob } from './jobs/forget-answers.job.js';

const DAY = 24 * 3_600_000;
const CONFIG = join(import.meta.dirname, '../../../config');
const DEPUTY = 'accounts:\n  - { id: deputy, name: 副主任, permissions: [read, desk] }\n';
const UNMATCHED = { item: undefined, title: '有一件事', description: '说不清' };

describe.each(await testDatabases())('writes on $name', (database) => {
  const configDir = mkdtempSync(join(tmpdir(), 'huying-writes-'));
  let line: RunningTicketing;
  beforeAll(async () => {
    cpSync(CONFIG, configDir, { recursive: true });
    const accounts = readFileSync(join(CONFIG, 'accounts.yml'), 'utf8');
    writeFileSync(join(configDir, 'accounts.yml'), accounts.replace(/^accounts:\n/m, DEPUTY));
    line = await RunningTicketing.start(new Date('2026-11-25T02:00:00.000Z'), await database.url(), configDir);
  });
  afterAll(async () => {
    await line.stop();
    rmSync(configDir, { recursive: true });
    await database.drop();
  });

  const assign = (id: string, agency: string, headers: Record<string, string>) =>
    line.act(id, 'assign', { reason: `派${agency}`, agency }, headers);
  const keys = async () =>
    Number((await line.app.get(DataSource).query('SELECT COUNT(*) AS n FROM ticketing_answered_request'))[0].n);

  it('a ticket carries its version as ETag, and an act on it the next one', async () => {
    const id = await line.event('tag', UNMATCHED);
    expect(await line.ask('GET', `/v1/tickets/${id}`)).toMatchObject({ status: 200, etag: '"1"' });
    expect(await assign(id, '371402-ZJJ', { 'if-match': '"1"' })).toMatchObject({ status: 200, etag: '"2"' });
  });

  it('of two people at once one wins, and the other is told who did what meanwhile', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await line.event(`two-${round}`, UNMATCHED);
      const answers = await Promise.all(
        ['371402-ZJJ', '371402-SLJ', '371402-RSJ'].map((agency) => assign(id, agency, { 'if-match': '"1"' })),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412, 412]);
      const { tasks } = await line.ticket(id);
      expect(tasks).toHaveLength(1);
      for (const { json } of answers.filter(({ status }) => status === 412))
        expect(json).toMatchObject({
          code: 'version-stale',
          retryable: false,
          changes: [{ version: 2, actor: 'office', act: 'assigned', reason: `派${tasks[0]?.agency}` }],
        });
    }
  });

  it('an act on a version of before changes nothing, and every step since is told', async () => {
    const id = await line.event('stale');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    const late = await line.act(id, 'void', { reason: '作废' }, { 'if-match': '"1"' });
    expect(late).toMatchObject({ status: 412, etag: null });
    expect(
      (late.json.changes as { act: string; actor: string; at: string }[]).map(({ act, actor }) => [act, actor]),
    ).toEqual([
      ['task-delivered', 'stations'],
      ['task-signed', 'stations'],
    ]);
    expect(await line.ticket(id)).toMatchObject({ state: 'accepted', version: 3 });
    const ahead = await line.act(id, 'void', { reason: '作废' }, { 'if-match': '"9"' });
    expect(ahead).toMatchObject({ status: 412, json: { changes: [] } });
    expect(await line.act(id, 'void', { reason: '作废' }, { 'if-match': '"2", "3"' })).toMatchObject({ status: 200 });
  });

  it.each(['3', 'W/"1"', '"x"', '""', '"01"', '"1', '"1" "2"', '"1",', '"-1"', '"1e3"', '"99999999999"', '*, "1"'])(
    'the If-Match %s is refused, and nothing is done',
    async (tag) => {
      const id = await line.event(`tag ${tag}`, UNMATCHED);
      const answer = await assign(id, '371402-ZJJ', { 'if-match': tag });
      expect(answer).toMatchObject({ status: 400, json: { code: 'request-invalid' } });
      expect(answer.json.detail).toContain('If-Match');
      expect(await line.ticket(id)).toMatchObject({ version: 1 });
    },
  );

  it('the If-Match * will do with any version', async () => {
    const id = await line.event('any', UNMATCHED);
    expect(await assign(id, '371402-ZJJ', { 'if-match': '*' })).toMatchObject({ status: 200 });
  });

  it('the same request with the same key gets the first answer, and acts once, whatever happened since', async () => {
    const id = await line.event('once', UNMATCHED);
    const headers = { 'idempotency-key': 'once-1', 'if-match': '"1"' };
    const first = await assign(id, '371402-ZJJ', headers);
    expect(first).toMatchObject({ status: 200, etag: '"2"' });
    await line.callback({ platform: 'xhxy', taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    expect(await assign(id, '371402-ZJJ', headers)).toEqual(first);
    expect((await line.ticket(id)).history.filter(({ act }) => act === 'assigned')).toHaveLength(1);
    expect((await line.told(id)).filter((told) => told.startsWith('call'))).toHaveLength(1);
  });

  it('twenty at once with one key act once, and all get the same answer', async () => {
    const id = await line.event('twenty', UNMATCHED);
    const headers = { 'idempotency-key': 'twenty', 'if-match': '"1"' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => assign(id, '371402-ZJJ', headers)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await line.ticket(id)).toMatchObject({ version: 2, tasks: [{ state: 'pending' }] });
  });

  it('one key for two tickets at once acts on one of them', async () => {
    const ids = [await line.event('pair-1', UNMATCHED), await line.event('pair-2', UNMATCHED)];
    const answers = await Promise.all(ids.map((id) => assign(id, '371402-ZJJ', { 'idempotency-key': 'pair' })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422]);
    const tickets = await Promise.all(ids.map((id) => line.ticket(id)));
    expect(tickets.map(({ version }) => version).toSorted()).toEqual([1, 2]);
  });

  it.each([
    ['another body', { agency: '371402-SLJ', headers: {} }],
    ['another If-Match', { agency: '371402-ZJJ', headers: { 'if-match': '"2"' } }],
  ])('the same key with %s is refused', async (name, { agency, headers }) => {
    const id = await line.event(`reused ${name}`, UNMATCHED);
    const key = { 'idempotency-key': `reused-${name.length}` };
    expect(await assign(id, '371402-ZJJ', key)).toMatchObject({ status: 200 });
    const again = await assign(id, agency, { ...key, ...headers });
    expect(again).toMatchObject({ status: 422, json: { code: 'idempotency-key-reused' } });
    expect((await line.ticket(id)).tasks).toHaveLength(1);
  });

  it('the same key of another account is another key', async () => {
    const id = await line.event('account', UNMATCHED);
    const key = { 'idempotency-key': 'theirs' };
    expect(await assign(id, '371402-ZJJ', key)).toMatchObject({ status: 200 });
    const other = await line.act(id, 'void', { reason: '作废' }, { ...key, ...line.basic('deputy') });
    expect(other).toMatchObject({ status: 200, json: { state: 'void' } });
    expect((await line.ticket(id)).history.at(-1)).toMatchObject({ actor: 'deputy' });
  });

  it('what was refused is not kept: the same key may try again', async () => {
    const id = await line.event('refused');
    const revisit = () =>
      line.act(id, 'revisit', { reason: '电话回访', outcome: 'solved' }, { 'idempotency-key': 'again' });
    expect(await revisit()).toMatchObject({ status: 409 });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    expect(await revisit()).toMatchObject({ status: 200, json: { state: 'closed' } });
  });

  it.each(['', ' ', 'a b', 'x'.repeat(129), 'tab\there', 'caf\u00e9'])(
    'the Idempotency-Key %j is refused, and nothing is done',
    async (key) => {
      const id = await line.event(`key ${key.slice(0, 20)}`, UNMATCHED);
      const answer = await assign(id, '371402-ZJJ', { 'idempotency-key': key });
      expect(answer).toMatchObject({ status: 400, json: { code: 'request-invalid' } });
      expect(await line.ticket(id)).toMatchObject({ version: 1 });
    },
  );

  it('an item of the desk is settled once, on the version that was looked at, with the same two headers', async () => {
    const id = await line.event('desk');
    await line.settle(id, 'dispatch', { outcome: 'unconfirmed' });
    const [item] = (await line.ticket(id)).desk;
    expect(item).toMatchObject({ version: 1 });
    const settle = (headers: Record<string, string>) =>
      line.ask('POST', `/v1/desk/${item?.id}/settle`, {
        body: { reason: '电话确认' },
        headers: { ...line.basic('office'), ...headers },
      });
    expect(await settle({ 'if-match': '"2"' })).toMatchObject({ status: 412, json: { changes: [] } });
    const once = { 'if-match': '"1"', 'idempotency-key': 'desk' };
    expect(await settle(once)).toMatchObject({ status: 204 });
    expect(await settle(once)).toMatchObject({ status: 204 });
    const changes = [{ version: 2, actor: 'office', act: 'desk-settled', reason: '电话确认' }];
    expect(await settle({ 'if-match': '"1"' })).toMatchObject({ status: 412, json: { changes } });
    expect(await settle({})).toMatchObject({ status: 409, json: { code: 'conflict', changes } });
  });

  it('keys are forgotten after a day', async () => {
    const id = await line.event('old', UNMATCHED);
    const kept = await keys();
    expect(kept).toBeGreaterThan(0);
    line.clock.advance(DAY - 60_000);
    await assign(id, '371402-ZJJ', { 'idempotency-key': 'new' });
    line.clock.advance(120_000);
    await line.app.get(ForgetAnswersJob).forget();
    expect(await keys()).toBe(1);
  });
});
