import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '#libs/testing';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

/** Wednesday; the office works 09:00-12:00 and 14:00-17:30. */
const START = '2026-11-25T10:00:00+08:00';

describe.each(await testDatabases())('the deadlines of a ticket on $name', (database) => {
  let line: RunningTicketing;
  beforeAll(async () => {
    line = await RunningTicketing.start(new Date(START), await database.url());
  });
  beforeEach(() => line.clock.set(new Date(START)));
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  const at = (time: string) => line.clock.set(new Date(`${time}+08:00`));
  /** `sign running 2026-11-25T12:00` in Asia/Shanghai, in the order in which they began. */
  const standing = async (id: string) =>
    (await line.deadlines(id)).map(({ kind, name, state, endsAt }) =>
      [name ?? kind, state, endsAt && shanghai(endsAt)].join(' '),
    );

  it('begin with it: 办结 from its receipt, the others from its dispatch; the task sheet tells them', async () => {
    const id = await line.event('begin', { receivedAt: new Date('2026-11-24T16:00:00+08:00').toISOString() });
    expect(await standing(id)).toEqual([
      'finish running 2026-12-01T17:30',
      'sign running 2026-11-25T12:00',
      'contact running 2026-11-26T17:30',
    ]);
    const task = (await line.deliveries(id)).find(({ purpose }) => purpose === 'dispatch');
    expect(task?.task).toMatchObject({
      signBy: '2026-11-25T04:00:00.000Z',
      finishBy: '2026-12-01T09:30:00.000Z',
    });
  });

  it('of 特急 are counted by the clock on the wall', async () => {
    const id = await line.event('critical', { grade: 'critical' });
    expect(await standing(id)).toEqual([
      'finish running 2026-11-26T10:00',
      'sign running 2026-11-25T10:30',
      'arrive running 2026-11-25T10:30',
    ]);
  });

  it('are counted in the hours of the agency, 办结 in those of the office', async () => {
    at('2026-11-25T16:30:00');
    const id = await line.event('police', { item: undefined, title: '?', description: '?' });
    await line.act(id, 'assign', { reason: '归口派出所', agency: '371402101-PCS' });
    expect(await standing(id)).toEqual([
      'finish running 2026-12-02T17:30',
      'sign running 2026-11-26T09:00',
      'contact running 2026-11-26T18:00',
    ]);
  });

  it('are met by what they wait for, and late is late', async () => {
    const id = await line.event('met');
    at('2026-11-25T12:30:00');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    const [, sign] = await line.deadlines(id);
    expect(sign).toMatchObject({ state: 'met', overdueAt: new Date('2026-11-25T12:00:00+08:00'), nextAt: null });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    expect((await line.deadlines(id)).map(({ kind, state, overdueAt }) => [kind, state, overdueAt !== null])).toEqual([
      ['finish', 'met', false],
      ['sign', 'met', true],
      ['contact', 'met', false],
      ['return-window', 'dropped', false],
      ['source-revisit', 'running', false],
    ]);
  });

  it('a return and a new agency do not begin 办结 anew', async () => {
    const id = await line.event('handed-on');
    at('2026-11-26T10:00:00');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RETURNED', reasonCode: 'R02', legalBasis: 'L' });
    at('2026-11-27T10:00:00');
    await line.act(id, 'assign', { reason: '改派', agency: '371402101-SCJG' });
    expect(await standing(id)).toEqual([
      'finish running 2026-12-02T17:30',
      'sign met 2026-11-25T12:00',
      'contact dropped 2026-11-26T17:30',
      'return-window dropped 2026-11-30T17:30',
      'sign running 2026-11-27T12:00',
      'contact running 2026-11-30T17:30',
    ]);
  });

  it('a redo has a 办结 of its own', async () => {
    const id = await line.event('redo');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    at('2026-11-26T10:00:00');
    await line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', solved: false });
    const finish = (await line.deadlines(id)).filter(({ kind }) => kind === 'finish');
    expect(finish.map(({ round, state, endsAt }) => [round, state, shanghai(endsAt!)])).toEqual([
      [1, 'met', '2026-12-02T17:30'],
      [2, 'running', '2026-12-03T17:30'],
    ]);
  });

  it('the office has one for 回访 where it asks the resident itself', async () => {
    const id = await line.event('board', { source: 'message-board', place: undefined });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    expect(await standing(id)).toContain('revisit running 2026-11-30T17:30');
    await line.act(id, 'revisit', { reason: '电话回访', outcome: 'solved' });
    expect(await standing(id)).toContain('revisit met 2026-11-30T17:30');
  });

  it('nobody waits for those of a voided ticket', async () => {
    const id = await line.event('void');
    await line.callback({ platform: 'grid', reference: 'void', status: 'VOID', opinion: '重复上报' });
    expect((await line.deadlines(id)).map(({ state }) => state)).toEqual(['dropped', 'dropped', 'dropped']);
  });
});

function shanghai(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 16);
}
