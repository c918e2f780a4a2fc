import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callbackReceived, deliverySettled, eventReceived, type MessageType } from '#libs/contracts';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

let line: RunningTicketing;

const acts = async (ticketId: string) => (await line.ticket(ticketId)).history.map(({ act }) => act);
const openDesk = async (ticketId: string) =>
  (await line.ticket(ticketId)).desk.filter(({ settledAt }) => settledAt === null).map(({ kind }) => kind);

describe.each(await testDatabases())('what comes twice, late, early or wrong, on $name', (database) => {
  beforeAll(async () => {
    line = await RunningTicketing.start(new Date('2026-11-25T02:00:00.000Z'), await database.url());
  });
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  it('the same event again changes nothing; other content under the same id is a conflict, once', async () => {
    const id = await line.event('twice');
    await line.event('twice');
    expect((await line.ticket(id)).version).toBe(1);
    const other = { title: '路口占道经营二', contentHash: 'd'.repeat(64) };
    await line.event('twice', other);
    await line.event('twice', other);
    expect(await line.ticket(id)).toMatchObject({ version: 2, title: '路口占道经营', state: 'dispatching' });
    expect(await openDesk(id)).toEqual(['conflict']);
    expect((await line.told(id)).filter((told) => told.startsWith('dispatch'))).toHaveLength(1);
  });

  it('a settlement that comes before its ticket waits for its next try, and does not keep the event waiting', async () => {
    const before = await line.event('early-model');
    const settlement = await line.settlement(before, 'dispatch', { reference: 'EARLY-1' });
    const { ticketId } = line.eventBody('early-settled');
    await line.say([
      deliverySettled as unknown as MessageType,
      { ...settlement, ticketId, taskId: `${ticketId}-1`, deliveryId: `${settlement.deliveryId}` },
    ]);
    expect(await line.parkedKeys.list({ key: ticketId, limit: 5 })).toMatchObject([
      { topic: 'huying.delivery-settled', state: 'retrying', messages: 1 },
    ]);
    await line.event('early-settled');
    expect(await line.ticket(ticketId)).toMatchObject({ waiting: [{ topic: 'huying.delivery-settled', messages: 1 }] });
    await line.parkedKeys.release({ group: 'ticketing', key: ticketId }, { actor: 'ops', reason: '工单已到' });
    await expect.poll(async () => (await line.ticket(ticketId)).waiting, { timeout: 15_000 }).toEqual([]);
    expect(await line.ticket(ticketId)).toMatchObject({ state: 'dispatched', tasks: [{ state: 'delivered' }] });
  });

  it('a callback that leads back is kept, and nothing moves', async () => {
    const id = await line.event('backward');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'IN_PROGRESS' });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED', opinion: '补签' });
    const ticket = await line.ticket(id);
    expect(ticket).toMatchObject({ state: 'handling', tasks: [{ state: 'handling' }] });
    expect(ticket.history.at(-1)).toMatchObject({
      act: 'callback-ignored',
      data: { status: 'ACCEPTED', opinion: '补签' },
    });
  });

  it('verification before 办结, and a task of another platform, are ignored in full view', async () => {
    const id = await line.event('early');
    await line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', solved: true });
    await line.callback({ platform: 'xhxy', taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    await line.callback({ platform: 'hotline', ticketId: id, status: 'VOID' });
    expect(await line.ticket(id)).toMatchObject({ state: 'dispatching', tasks: [{ state: 'pending' }] });
    expect(await acts(id)).toEqual(['opened', 'callback-ignored', 'callback-ignored', 'callback-ignored']);
  });

  it('催办 by the source is on record and moves nothing', async () => {
    const id = await line.event('urged');
    await line.callback({ platform: 'grid', reference: 'urged', sideEvent: 'URGE', opinion: '请加快' });
    expect((await line.ticket(id)).history.at(-1)).toMatchObject({
      act: 'side-urge',
      to: 'dispatching',
      reason: '请加快',
    });
  });

  it.each(['callbacks first', 'settlement first', 'all at once'])(
    'a callback that names only the platform’s number ends the same: %s',
    async (order) => {
      const id = await line.event(`overtaking ${order}`);
      const reference = `ST-${order}`;
      const settled = [
        deliverySettled as unknown as MessageType,
        await line.settlement(id, 'dispatch', { reference }),
      ] as [MessageType, object];
      const callbacks = (['ACCEPTED', 'RESOLVED'] as const).map((status): [MessageType, object] => [
        callbackReceived as unknown as MessageType,
        line.callbackBody({ reference, status }),
      ]);
      if (order === 'all at once') await line.say(...callbacks, settled);
      else
        for (const message of order === 'callbacks first' ? [...callbacks, settled] : [settled, ...callbacks])
          await line.say(message);
      const ticket = await line.ticket(id);
      expect(ticket.history.map(({ version, act }) => [version, act])).toEqual([
        [1, 'opened'],
        [2, 'task-delivered'],
        [3, 'task-signed'],
        [4, 'task-done'],
      ]);
      expect(ticket).toMatchObject({ state: 'resolved', tasks: [{ outsideReference: reference }] });
    },
  );

  it.each([
    ['our id', (id: string) => ({ ticketId: id })],
    ['its own', (_: string, eventId: string) => ({ reference: eventId })],
  ])('a callback that overtakes its event waits for it, under %s', async (name, ids) => {
    const event = line.eventBody(`late ${name}`);
    await line.callback({ platform: 'grid', status: 'VOID', ...ids(event.ticketId, event.eventId) });
    expect(await line.ask('GET', `/v1/tickets/${event.ticketId}`)).toMatchObject({ status: 404 });
    await line.say([eventReceived as unknown as MessageType, event]);
    expect(await line.ticket(event.ticketId)).toMatchObject({ state: 'void', version: 2 });
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
