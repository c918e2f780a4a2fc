import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '#libs/testing';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

const START = '2026-11-25T10:00:00';

describe.each(await testDatabases())('a deadline that passes on $name', (database) => {
  let line: RunningTicketing;
  beforeAll(async () => {
    line = await RunningTicketing.start(new Date(`${START}+08:00`), await database.url());
  });
  beforeEach(() => line.clock.set(new Date(`${START}+08:00`)));
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  const passTo = (time: string) => line.passTo(new Date(`${time}+08:00`));
  const fired = async (id: string) =>
    (await line.ticket(id)).history
      .filter(({ act }) => act.startsWith('deadline-'))
      .map(({ act, data }) => `${act.slice(9)} ${String(data?.kind)}`);
  const overdue = async (id: string) =>
    (await line.ticket(id)).desk
      .filter(({ kind, settledAt }) => kind === 'overdue' && settledAt === null)
      .map(({ note, assignedTo }) => [note, assignedTo]);

  it('is a breach right after its end and not at it, once, and comes before the superior of the agency', async () => {
    const id = await line.event('late-sign');
    await line.settle(id, 'dispatch', {});
    await passTo('2026-11-25T12:00:00.000');
    expect(await fired(id)).toEqual([]);
    await passTo('2026-11-25T12:00:00.001');
    await passTo('2026-11-25T15:00:00');
    expect(await fired(id)).toEqual(['overdue sign']);
    expect(await overdue(id)).toEqual([
      ['示例镇综合行政执法中队签收超期，应于2026-11-25 12:00前完成。', 'role:enforcement'],
    ]);
    expect(await line.ticket(id)).toMatchObject({ state: 'dispatched', status: 'DISPATCHED' });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    expect(await overdue(id)).toEqual([]);
  });

  it('of a task that never reached its agency is the office’s business', async () => {
    const id = await line.event('not-there');
    await passTo('2026-11-25T14:00:00');
    expect(await overdue(id)).toEqual([
      ['示例镇综合行政执法中队签收超期（任务单未送达），应于2026-11-25 12:00前完成。', null],
    ]);
  });

  it('of a grade without cards is a breach and no card', async () => {
    const id = await line.event('no cards', { grade: 'urgent' });
    await passTo('2026-11-27T10:00:00');
    const { deadlines } = (await line.ticket(id)) as unknown as { deadlines: { kind: string; card: string | null }[] };
    expect(await fired(id)).toContain('overdue finish');
    expect(deadlines.filter(({ kind }) => kind === 'finish')).toMatchObject([{ card: null }]);
  });

  it('gives a yellow card a working day before, a breach at the end, a red card a working day after', async () => {
    const id = await line.event('cards', { item: 'SX-0139' });
    await line.callback({ platform: 'xhxy', taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    await passTo('2026-12-01T17:30:00');
    expect(await fired(id)).toEqual(['overdue contact']);
    await passTo('2026-12-01T17:31:00');
    expect(await fired(id)).toEqual(['overdue contact', 'yellow finish']);
    await passTo('2026-12-02T18:00:00');
    expect(await fired(id)).toEqual(['overdue contact', 'yellow finish', 'overdue finish']);
    await passTo('2026-12-03T17:31:00');
    expect(await fired(id)).toEqual(['overdue contact', 'yellow finish', 'overdue finish', 'red finish']);
    expect((await overdue(id)).map(([, to]) => to)).toEqual([
      'role:leader-society',
      'role:leader-society',
      'role:leaders',
    ]);
    expect((await line.changes(id)).map(({ version }) => version)).toEqual(
      (await line.ticket(id)).history.map(({ version }) => version),
    );
  });

  it('after a long sleep fires all that passed, oldest first, and no warning that comes too late', async () => {
    const id = await line.event('slept');
    await passTo('2026-12-10T10:00:00');
    expect(await fired(id)).toEqual(['overdue sign', 'overdue contact', 'overdue finish', 'red finish']);
  });

  it('of nobody’s is the office’s own, before the leaders, and ends with the ticket', async () => {
    const id = await line.event('waits-at-desk', { item: undefined, title: '?', description: '?' });
    await passTo('2026-12-02T18:00:00');
    expect(await overdue(id)).toEqual([['综合执法办公室办结超期，应于2026-12-02 17:30前完成。', 'role:leaders']]);
    await line.act(id, 'void', { reason: '重复' });
    await passTo('2026-12-20T10:00:00');
    expect(await fired(id)).toEqual(['overdue finish']);
    expect(await overdue(id)).toEqual([]);
  });

  it('does not fire twice when the clock is put back, and all fires when it is put forward', async () => {
    const id = await line.event('jumps');
    await passTo('2026-11-25T13:00:00');
    await passTo('2026-11-25T10:00:00');
    await passTo('2026-11-25T13:00:00');
    expect(await fired(id)).toEqual(['overdue sign']);
    await passTo('2027-06-01T10:00:00');
    expect(await fired(id)).toEqual(['overdue sign', 'overdue contact', 'overdue finish', 'red finish']);
  });
});
