import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { ACTS } from './actions/acts/acts.js';
import { DESK_KINDS, deskKind, type DeskKind } from './domain/desk-kinds.js';

/** A Wednesday, 10:00 in Shanghai; the office works 09:00-12:00 and 14:00-17:30. */
const START = new Date('2026-11-25T02:00:00.000Z');
const NOBODYS = { item: undefined, title: '有一件事', description: '说不清' };

interface Item {
  id: string;
  kind: string;
  ticketId: string | null;
  assignedTo: string | null;
  claimedBy: string | null;
  dueAt: string;
  township: string | null;
  log: { deed: string; actor: string; assignedTo: string | null; reason: string | null }[];
}

it.each(Object.keys(DESK_KINDS) as DeskKind[])(
  'an item of the kind %s is settled by something that there is',
  (kind) => {
    const { label, settledBy } = deskKind(kind);
    expect(label).toMatch(/\p{Script=Han}/u);
    const known = new Set(['settle', ...ACTS.map(({ name }) => name)]);
    expect(settledBy.filter((name) => !known.has(name))).toEqual([]);
  },
);

describe.each(await testDatabases())('the desk, on $name', (database) => {
  let line: RunningTicketing;
  beforeAll(async () => {
    line = await RunningTicketing.start(START, await database.url());
  });
  beforeEach(() => line.clock.set(START));
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  const as = (account: string) => ({ headers: { 'content-type': 'application/json', ...line.basic(account) } });
  const deed = (id: string, what: string, account: string, body: object = {}) =>
    line.ask('POST', `/v1/desk/${id}/${what}`, { ...as(account), body });
  const item = async (id: string) => (await line.ask('GET', `/v1/desk/${id}`)).json as unknown as Item;
  const list = async (query: string, account = 'office') =>
    ((await line.ask('GET', `/v1/desk?limit=200&${query}`, as(account))).json.items as Item[]).map(({ id }) => id);
  /** Something that waits for a person to say whose it is. */
  const waiting = async (eventId: string, more: object = {}) => {
    const ticketId = await line.event(eventId, { ...NOBODYS, ...more });
    return { ticketId, id: (await line.ticket(ticketId)).desk[0]!.id };
  };

  it('of two who claim an item at once one gets it, and the other is told who', async () => {
    const { id } = await waiting('race');
    const answers = await Promise.all([deed(id, 'claim', 'office'), deed(id, 'claim', 'reviewer')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    const { claimedBy } = await item(id);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.json).toMatchObject({ code: 'conflict' });
    expect(lost.json.detail).toContain(claimedBy);
    expect((await item(id)).log.map(({ deed: what, actor }) => [what, actor])).toEqual([
      ['opened', 'system'],
      ['claimed', claimedBy],
    ]);
  });

  it('a claim lapses after eight working hours, so that nothing is stuck with a person on leave', async () => {
    const { id } = await waiting('leave');
    await deed(id, 'claim', 'office');
    // Two hours of Wednesday's morning, three and a half of its afternoon, two and a half of Thursday.
    line.clock.set(new Date('2026-11-26T03:29:59.000Z'));
    expect(await deed(id, 'claim', 'reviewer')).toMatchObject({ status: 409 });
    line.clock.set(new Date('2026-11-26T03:30:00.000Z'));
    expect(await item(id)).toMatchObject({ claimedBy: null });
    expect(await deed(id, 'claim', 'reviewer')).toMatchObject({ status: 204 });
    expect(await item(id)).toMatchObject({ claimedBy: 'reviewer' });
  });

  it('is given back, given to somebody and settled, and who did what is on record', async () => {
    const { id, ticketId } = await waiting('log');
    expect(await deed(id, 'release', 'office')).toMatchObject({ status: 409 });
    await deed(id, 'claim', 'reviewer');
    expect(await deed(id, 'release', 'office')).toMatchObject({ status: 409 });
    await deed(id, 'release', 'reviewer');
    await deed(id, 'claim', 'reviewer');
    expect(await deed(id, 'assign', 'office', { to: 'office', reason: '我来' })).toMatchObject({ status: 204 });
    expect(await deed(id, 'claim', 'reviewer')).toMatchObject({ status: 409 });
    expect(await deed(id, 'claim', 'office')).toMatchObject({ status: 204 });
    await line.act(ticketId, 'assign', { reason: '归口', agency: '371402-RSJ' });
    expect((await item(id)).log).toMatchObject([
      { deed: 'opened', actor: 'system' },
      { deed: 'claimed', actor: 'reviewer' },
      { deed: 'released', actor: 'reviewer' },
      { deed: 'claimed', actor: 'reviewer' },
      { deed: 'assigned', actor: 'office', assignedTo: 'office', reason: '我来' },
      { deed: 'claimed', actor: 'office' },
      { deed: 'settled', actor: 'office', reason: '已派示例县人社局。' },
    ]);
    for (const what of ['claim', 'release']) expect(await deed(id, what, 'office')).toMatchObject({ status: 409 });
  });

  it('what is assigned to a role is everybody’s who has it, and nobody else’s to claim', async () => {
    const { id } = await waiting('role');
    expect(await deed(id, 'assign', 'office', { to: 'role:ruling' })).toMatchObject({ status: 204 });
    expect(await list('mine=true')).not.toContain(id);
    expect(await deed(id, 'claim', 'office')).toMatchObject({ status: 409 });
    expect(await list('mine=true', 'reviewer')).toContain(id);
    expect(await deed(id, 'claim', 'reviewer')).toMatchObject({ status: 204 });
  });

  it('claimed by another it is not settled over the head of who has it', async () => {
    const conflict = await line.event('held');
    await line.event('held', { title: '另一个标题', contentHash: 'e'.repeat(64) });
    const { id } = (await line.ticket(conflict)).desk[0]!;
    await deed(id, 'claim', 'reviewer');
    const body = { reason: '已核对' };
    expect(await deed(id, 'settle', 'office', body)).toMatchObject({ status: 409 });
    expect(await deed(id, 'settle', 'reviewer', body)).toMatchObject({ status: 204 });
  });

  it('is filtered by kind, township, whose it is and whether it is late, oldest first', async () => {
    const place = { township: '371402102' };
    const first = await waiting('filter-1', { place });
    line.clock.advance(60_000);
    const second = await waiting('filter-2', { place });
    const of = async (query: string) => (await list(query)).filter((id) => id === first.id || id === second.id);
    expect(await of('kind=no-match')).toEqual([first.id, second.id]);
    expect(await of('kind=returned')).toEqual([]);
    expect(await of('township=371402102')).toEqual([first.id, second.id]);
    expect(await of('township=371402101')).toEqual([]);
    expect(await of('overdue=true')).toEqual([]);
    // Four working hours from 10:00 are over at 16:00.
    expect((await item(first.id)).dueAt).toBe('2026-11-25T08:00:00.000Z');
    line.clock.set(new Date('2026-11-25T08:00:30.000Z'));
    expect(await of('overdue=true')).toEqual([first.id]);
    await deed(second.id, 'claim', 'office');
    expect(await of('mine=true')).toEqual([second.id]);
    expect(await list('mine=true', 'reviewer')).not.toContain(second.id);
  });

  it.each([
    ['nobody', 'somebody'],
    ['a role that there is not', 'role:nix'],
    ['no name at all', 'role:'],
    ['a name of bad letters', "x' OR 1=1"],
    ['a number', 5],
  ])('is not given to %s', async (name, to) => {
    const { id } = await waiting(`nobody ${name}`);
    expect(await deed(id, 'assign', 'office', { to })).toMatchObject({ status: 422 });
  });

  it('refuses filters that are none, and who may not', async () => {
    const { id } = await waiting('refused');
    for (const query of ['mine=yes', 'overdue=1', `township=${'1'.repeat(33)}`, 'kind=nix'])
      expect(await line.ask('GET', `/v1/desk?${query}`)).toMatchObject({ status: 400 });
    for (const what of ['claim', 'release']) expect(await deed(id, what, 'counter')).toMatchObject({ status: 403 });
    expect(await deed(id, 'assign', 'counter', { to: 'office' })).toMatchObject({ status: 403 });
    expect(await deed('nix', 'claim', 'office')).toMatchObject({ status: 404 });
    expect(await line.ask('GET', '/v1/desk/nix')).toMatchObject({ status: 404 });
    expect(await line.ask('GET', `/v1/desk/${id}`, { headers: line.key('stations') })).toMatchObject({ status: 403 });
  });
});
