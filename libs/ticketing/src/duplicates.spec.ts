import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventReceived, type EventReceived, type MessageType, type Place } from '#libs/contracts';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';
import { SuggestDuplicatesJob } from './jobs/suggest-duplicates.job.js';

const PHONE = 'f'.repeat(64);
let line: RunningTicketing;
let number = 0;

/** A spot of its own for each test, some kilometres from the others. */
const spot = (metresNorth = 0): Place => ({
  township: '371402101',
  longitude: 116.3,
  latitude: 37.4 + number * 0.05 + metresNorth / 111_195,
  crs: 'WGS84',
});
const event = (eventId: string, place: Place, more: Partial<EventReceived> = {}) => {
  line.clock.advance(1);
  return line.event(eventId, { place, reporterIndex: PHONE, ...more });
};
const compared = async () => {
  line.clock.advance(10_000);
  await line.app.get(SuggestDuplicatesJob).look();
};
const suggested = async (ticketId: string) =>
  (await line.ticket(ticketId)).desk.filter(({ kind, settledAt }) => kind === 'duplicate' && settledAt === null);
const names = async (ticketId: string) =>
  (await suggested(ticketId)).flatMap(({ data }) =>
    (data as { candidates: { ticketId: string }[] }).candidates.map((one) => one.ticketId),
  );
const merge = (ticketId: string, into: string) => line.act(ticketId, 'merge', { reason: '同一处占道', into });
const standing = async (ticketId: string) => {
  const { state, status, mergedInto } = await line.ticket(ticketId);
  return [state, status, mergedInto];
};
const reports = async (ticketId: string) =>
  (await line.deliveries(ticketId)).filter(({ purpose }) => purpose === 'report');

describe.each(await testDatabases())('the same matter twice, on $name', (database) => {
  beforeAll(async () => {
    line = await RunningTicketing.start(new Date('2026-11-25T02:00:00.000Z'), await database.url());
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });
  beforeEach(() => {
    number += 1;
  });

  it('is suggested to the desk on the later ticket, with why; nothing moves', async () => {
    const first = await event(`a-${number}`, spot());
    line.clock.advance(95 * 60_000);
    const second = await event(`b-${number}`, spot(34), { source: 'hotline' });
    await compared();
    expect(await suggested(first)).toEqual([]);
    const [item] = await suggested(second);
    const { number: firstNumber } = await line.ticket(first);
    expect(item).toMatchObject({
      data: { candidates: [{ ticketId: first, number: firstNumber, by: 'coordinates', metres: 34, minutes: 95 }] },
    });
    expect(item!.note).toContain(`${firstNumber}（同一事项，坐标相同，相距34米，相隔95分钟）`);
    expect(await line.ticket(second)).toMatchObject({ state: 'dispatching', tasks: [{ state: 'pending' }] });
    await compared();
    expect(await suggested(second)).toHaveLength(1);
  });

  it('is found among ever so many of the same item that are not far away', async () => {
    const first = await event(`a-${number}`, spot());
    const crowd = Array.from({ length: 60 }, (_, index) =>
      line.eventBody(`crowd-${number}-${index}`, { place: spot(200 + index) }),
    );
    await line.say(...crowd.map((body) => [eventReceived as unknown as MessageType, body] as [MessageType, object]));
    const last = await event(`b-${number}`, spot(10));
    await compared();
    expect(await names(last)).toEqual([first]);
  });

  it('is found by another spelling of the address and in another coordinate system', async () => {
    const address = `工业路${number}0号`;
    const first = await event(`a-${number}`, { township: '371402101', address: `示例县${address}` });
    const second = await event(`b-${number}`, { township: '371402101', address: `${address}（附近）` });
    const gcj = { longitude: 116.410_244_5, latitude: 39.916_404_28, crs: 'GCJ02' as const };
    const third = await event(`c-${number}`, { longitude: 116.404, latitude: 39.915, crs: 'WGS84' });
    const fourth = await event(`d-${number}`, gcj);
    await compared();
    expect(await names(second)).toEqual([first]);
    expect(await names(fourth)).toEqual([third]);
  });

  it('is not suggested for one reporter alone, another item, another township, too far or too long ago', async () => {
    await event(`a-${number}`, spot());
    const others = [
      await event(`b-${number}`, { township: '371402101' }),
      await event(`c-${number}`, spot(10), { item: 'SX-0102' }),
      await event(`d-${number}`, { ...spot(10), township: '371402102' }),
      await event(`e-${number}`, spot(150)),
    ];
    line.clock.advance(73 * 3_600_000);
    others.push(await event(`f-${number}`, spot(10)));
    await compared();
    for (const other of others) expect(await names(other)).toEqual([]);
  });

  it('is not suggested with a ticket that has ended', async () => {
    const first = await event(`a-${number}`, spot());
    await line.act(first, 'void', { reason: '误报' });
    const second = await event(`b-${number}`, spot());
    await compared();
    expect(await names(second)).toEqual([]);
  });

  it('that a person does not hold for the same is settled by saying so, and not suggested again', async () => {
    await event(`a-${number}`, spot());
    const second = await event(`b-${number}`, spot());
    await compared();
    const [item] = await suggested(second);
    await line.ask('POST', `/v1/desk/${item!.id}/settle`, { body: { reason: '两处不同的摊位' } });
    await compared();
    expect(await suggested(second)).toEqual([]);
    expect((await line.ticket(second)).state).toBe('dispatching');
  });

  it('merged, its agency is told to drop it, and each source is told of its own event how the main ticket gets on', async () => {
    const main = await event(`main-${number}`, spot());
    const merged = await event(`merged-${number}`, spot(), { source: 'hotline' });
    await compared();
    await line.settle(main, 'dispatch', { reference: `ST-M${number}` });
    await line.settle(merged, 'dispatch', { reference: `ST-X${number}` });
    expect((await merge(merged, main)).status).toBe(200);
    const { number: mainNumber } = await line.ticket(main);
    expect(await standing(merged)).toEqual(['merged', 'DISPATCHED', main]);
    expect(await line.ticket(merged)).toMatchObject({ tasks: [{ state: 'withdrawn', superseded: true }] });
    expect(await suggested(merged)).toEqual([]);
    expect((await line.told(merged)).at(-1)).toBe('withdrawal stations 371402101-ZHZF');
    expect((await line.deadlines(merged)).map(({ state }) => state)).not.toContain('running');
    expect((await line.ticket(main)).history.at(-1)).toMatchObject({ act: 'merged-here', data: { ticketId: merged } });

    await line.callback({ taskId: `${merged}-1`, ticketId: merged, status: 'RESOLVED' });
    expect(await standing(merged)).toEqual(['merged', 'DISPATCHED', main]);
    await line.callback({ taskId: `${main}-1`, ticketId: main, status: 'RESOLVED', opinion: '已劝离' });
    expect(await standing(merged)).toEqual(['merged', 'RESOLVED', main]);
    await line.callback({ platform: 'grid', ticketId: main, status: 'VERIFIED', solved: true });
    expect(await standing(main)).toEqual(['closed', 'CLOSED', null]);
    expect(await standing(merged)).toEqual(['closed', 'CLOSED', main]);
    const told = (await reports(merged)).map(({ platform, ticket, report }) => [
      platform,
      ticket.eventId,
      report?.status,
    ]);
    expect(told).toEqual([
      ['hotline', `merged-${number}`, 'RESOLVED'],
      ['hotline', `merged-${number}`, 'CLOSED'],
    ]);
    expect((await reports(merged)).at(-1)).toMatchObject({ report: { opinion: `随主工单${mainNumber}结案。` } });
    const history = (await line.ticket(merged)).history;
    expect(history.map(({ version }) => version)).toEqual(history.map((_, index) => index + 1));
    expect(await line.ticket(merged)).toMatchObject({ source: 'hotline', eventId: `merged-${number}` });
  });

  it('makes no chain and no circle, and nothing is merged into what has ended', async () => {
    const [a, b, c] = [
      await event(`a-${number}`, spot()),
      await event(`b-${number}`, spot()),
      await event(`c-${number}`, spot()),
    ];
    expect(await merge(a!, a!)).toMatchObject({ status: 409, json: { code: 'act-not-allowed' } });
    expect(await merge(a!, '0'.repeat(26))).toMatchObject({ status: 422 });
    expect((await merge(b!, a!)).status).toBe(200);
    expect(await merge(a!, b!)).toMatchObject({ status: 409 });
    expect(await merge(c!, b!)).toMatchObject({ status: 409 });
    expect(await merge(a!, c!)).toMatchObject({ status: 409 });
    expect(await merge(b!, c!)).toMatchObject({ status: 409 });
    const ended = await event(`d-${number}`, spot());
    await line.act(ended, 'void', { reason: '误报' });
    expect(await merge(c!, ended)).toMatchObject({ status: 409 });
    expect(await merge(ended, c!)).toMatchObject({ status: 409 });
    expect(await standing(c!)).toEqual(['dispatching', 'RECEIVED', null]);
  });

  it.each([
    {},
    { into: '' },
    { into: 'x' },
    { into: 1 },
    { into: ['a'] },
    { into: null },
    { into: '../'.repeat(9) },
    { into: 'a'.repeat(26), and: 'b' },
  ])('a merge that says %j is refused', async (body) => {
    number += 1;
    const id = await event(`bad-${number}`, spot());
    expect(await line.act(id, 'merge', { reason: '同一处', ...body })).toMatchObject({ status: 422 });
    expect(await standing(id)).toEqual(['dispatching', 'RECEIVED', null]);
  });

  it('that was reported after the other was resolved has come back: it is not merged', async () => {
    const main = await event(`a-${number}`, spot());
    const before = await event(`b-${number}`, spot());
    await line.callback({ taskId: `${main}-1`, ticketId: main, status: 'RESOLVED' });
    line.clock.advance(60_000);
    const after = await event(`c-${number}`, spot());
    expect(await merge(after, main)).toMatchObject({ status: 409 });
    expect((await merge(before, main)).status).toBe(200);
    expect(await standing(before)).toEqual(['merged', 'RESOLVED', main]);
  });

  it('taken out again goes to the desk, with the deadline that it had', async () => {
    const main = await event(`a-${number}`, spot());
    const merged = await event(`b-${number}`, spot());
    const finish = (await line.deadlines(merged)).find(({ kind }) => kind === 'finish');
    await merge(merged, main);
    line.clock.advance(3_600_000);
    expect((await line.act(merged, 'unmerge', { reason: '并非同一处' })).status).toBe(200);
    expect(await standing(merged)).toEqual(['at-desk', 'RECEIVED', null]);
    const again = (await line.deadlines(merged)).findLast(({ kind }) => kind === 'finish');
    expect(again).toMatchObject({ state: 'running', endsAt: finish!.endsAt });
    expect(await line.act(merged, 'unmerge', { reason: '再拆' })).toMatchObject({ status: 409 });
    await line.act(merged, 'assign', { reason: '另派', agency: '371402101-ZHZF' });
    expect(await line.ticket(merged)).toMatchObject({ state: 'dispatching' });
    expect(
      (await line.ticket(merged)).desk.filter(({ kind, settledAt }) => settledAt === null && kind !== 'duplicate'),
    ).toEqual([]);
    await line.callback({ taskId: `${main}-1`, ticketId: main, status: 'RESOLVED' });
    expect(await standing(merged)).toEqual(['dispatching', 'RECEIVED', null]);
  });

  it('whose main ticket is voided is not voided with it', async () => {
    const main = await event(`a-${number}`, spot());
    const merged = await event(`b-${number}`, spot(), { source: 'hotline' });
    await merge(merged, main);
    await line.callback({ platform: 'grid', ticketId: main, status: 'VOID' });
    expect(await standing(merged)).toEqual(['at-desk', 'RECEIVED', null]);
    expect(
      (await line.ticket(merged)).desk.filter(({ kind, settledAt }) => settledAt === null && kind !== 'duplicate'),
    ).toMatchObject([{ kind: 'unmerged' }]);
  });

  it('whose resident says "not solved" is not closed with the main ticket', async () => {
    const main = await event(`a-${number}`, spot());
    const merged = await event(`b-${number}`, spot(), { source: 'hotline' });
    await merge(merged, main);
    await line.callback({ platform: 'hotline', ticketId: merged, status: 'VERIFIED', solved: false });
    expect((await line.ticket(merged)).history.at(-1)).toMatchObject({ act: 'callback-ignored' });
    await line.callback({ taskId: `${main}-1`, ticketId: main, status: 'RESOLVED' });
    await line.callback({ platform: 'hotline', ticketId: merged, status: 'VERIFIED', solved: false, satisfaction: 1 });
    expect(await standing(merged)).toEqual(['merged', 'RESOLVED', main]);
    await line.callback({ platform: 'grid', ticketId: main, status: 'CLOSED' });
    expect(await standing(merged)).toEqual(['resolved', 'RESOLVED', null]);
    expect(
      (await line.ticket(merged)).desk.filter(({ kind, settledAt }) => settledAt === null && kind !== 'duplicate'),
    ).toMatchObject([{ kind: 'redo' }]);
    expect((await line.act(merged, 'assign', { reason: '重办', agency: '371402101-ZHZF' })).status).toBe(200);
  });

  it('whose own source withdraws it is voided alone', async () => {
    const main = await event(`a-${number}`, spot());
    const merged = await event(`b-${number}`, spot(), { source: 'hotline' });
    await merge(merged, main);
    await line.callback({ platform: 'hotline', ticketId: merged, status: 'VOID' });
    expect(await standing(merged)).toEqual(['void', 'VOID', main]);
    await line.callback({ taskId: `${main}-1`, ticketId: main, status: 'RESOLVED' });
    expect(await standing(main)).toEqual(['resolved', 'RESOLVED', null]);
    expect(await standing(merged)).toEqual(['void', 'VOID', main]);
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
