import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventReceived, type MessageType } from '#libs/contracts';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

let line: RunningTicketing;
beforeAll(async () => {
  line = await RunningTicketing.start(new Date('2026-11-25T02:00:00.000Z'));
});
afterAll(() => line.stop());

const acts = async (ticketId: string) => (await line.ticket(ticketId)).history.map(({ act }) => act);
const openDesk = async (ticketId: string) =>
  (await line.ticket(ticketId)).desk.filter(({ settledAt }) => settledAt === null).map(({ kind }) => kind);

describe('the way of a ticket', () => {
  it('a station settles it, the source asks the resident, and every step is told and on record', async () => {
    const id = await line.event('whole');
    await line.settle(id, 'dispatch', { reference: 'ST-1' });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    await line.callback({ reference: 'ST-1', status: 'IN_PROGRESS', opinion: '已到现场' });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED', opinion: '已劝离' });
    expect(await line.ticket(id)).toMatchObject({ state: 'resolved', status: 'RESOLVED' });
    expect(await openDesk(id)).toEqual([]);
    await line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', solved: true, satisfaction: 5 });

    const ticket = await line.ticket(id);
    expect(ticket).toMatchObject({ state: 'closed', solved: true, satisfaction: 5 });
    expect(ticket.number).toMatch(/^371402-20261125-\d{6}$/);
    expect(ticket.history.map(({ version, act, to }) => [version, act, to])).toEqual([
      [1, 'opened', 'dispatching'],
      [2, 'task-delivered', 'dispatched'],
      [3, 'task-signed', 'accepted'],
      [4, 'task-handling', 'handling'],
      [5, 'task-done', 'resolved'],
      [6, 'verified', 'verified'],
      [7, 'closed', 'closed'],
    ]);
    const statuses = ['DISPATCHED', 'ACCEPTED', 'IN_PROGRESS', 'RESOLVED', 'VERIFIED', 'CLOSED'];
    expect(await line.told(id)).toEqual([
      'report grid RECEIVED',
      'dispatch stations 371402101-ZHZF',
      ...statuses.map((status) => `report grid ${status}`),
    ]);
    const changes = await line.changes(id);
    expect(changes.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect((await line.deliveries(id))[5]).toMatchObject({
      deliveryId: `${id}.5.1`,
      ticket: { version: 5, status: 'RESOLVED', number: ticket.number },
      report: { status: 'RESOLVED', agency: '371402101-ZHZF', opinion: '已劝离' },
    });
  });

  it('what is the district’s goes as a call to the bureau', async () => {
    const id = await line.event('call', { item: 'SX-0139' });
    const [task] = (await line.ticket(id)).tasks;
    expect(task).toMatchObject({ kind: 'call', platform: 'xhxy' });
    expect(await line.told(id)).toContain(`call xhxy ${task?.agency}`);
  });

  it('a platform may leave steps out: done proves delivered, and nothing is reported twice', async () => {
    const id = await line.event('skipping');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    expect(await acts(id)).toEqual(['opened', 'task-delivered', 'task-done']);
    await line.settle(id, 'dispatch', { reference: 'ST-late' });
    expect(await acts(id)).toEqual(['opened', 'task-delivered', 'task-done']);
    expect((await line.ticket(id)).tasks[0]).toMatchObject({ state: 'done', outsideReference: 'ST-late' });
  });

  it('where the office asks the resident, it waits at the desk until a person has', async () => {
    const id = await line.event('board', { source: 'message-board', place: undefined });
    expect((await line.ticket(id)).tasks[0]?.agency).toBe('371402101-ZHZF');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    expect(await openDesk(id)).toEqual(['revisit-due']);
    expect(await line.act(id, 'revisit', { reason: '电话回访' })).toMatchObject({ status: 422 });
    const done = await line.act(id, 'revisit', { reason: '电话回访', outcome: 'solved', satisfaction: 4 });
    expect(done).toMatchObject({ status: 200, json: { state: 'closed', satisfaction: 4 } });
    expect(await openDesk(id)).toEqual([]);
    expect(await line.told(id)).toEqual(['dispatch stations 371402101-ZHZF']);
  });

  it('unsolved goes out again as a new task of the next round', async () => {
    const id = await line.event('redo');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    await line.callback({ platform: 'grid', ticketId: id, status: 'VERIFIED', solved: false });
    const ticket = await line.ticket(id);
    expect(ticket).toMatchObject({ state: 'dispatching', solved: false, round: 2 });
    expect(ticket.tasks.map(({ state, superseded }) => [state, superseded])).toEqual([
      ['done', true],
      ['pending', false],
    ]);
    await line.callback({ taskId: `${id}-2`, ticketId: id, status: 'RESOLVED' });
    await line.callback({ platform: 'grid', ticketId: id, status: 'CLOSED' });
    expect(await line.ticket(id)).toMatchObject({ state: 'closed' });
  });

  it('voided by its source, the agency is told, and what comes later is kept and ignored', async () => {
    const id = await line.event('voided');
    await line.settle(id, 'dispatch', { reference: 'ST-void' });
    await line.callback({ platform: 'grid', reference: 'voided', status: 'VOID', opinion: '重复上报' });
    expect(await line.ticket(id)).toMatchObject({ status: 'VOID', tasks: [{ state: 'withdrawn' }] });
    expect((await line.told(id)).slice(-2)).toEqual(['report grid VOID', 'withdrawal stations 371402101-ZHZF']);
    await line.callback({ reference: 'ST-void', status: 'RESOLVED' });
    expect(await line.ticket(id)).toMatchObject({ status: 'VOID', tasks: [{ state: 'withdrawn' }] });
    expect((await acts(id)).at(-1)).toBe('callback-ignored');
  });
});

describe('what a machine may not decide', () => {
  it('what no item matches waits until a person names the agency', async () => {
    const id = await line.event('nobody', { item: undefined, title: '有一件事', description: '说不清' });
    expect(await line.ticket(id)).toMatchObject({ state: 'at-desk', status: 'RECEIVED', tasks: [] });
    expect(await line.act(id, 'assign', { reason: '归口', agency: '371402-NIX' })).toMatchObject({ status: 422 });
    await line.act(id, 'assign', { reason: '归口人社', agency: '371402-RSJ' });
    expect(await line.ticket(id)).toMatchObject({
      state: 'dispatching',
      tasks: [{ kind: 'call', instruction: '归口人社' }],
    });
    expect(await openDesk(id)).toEqual([]);
    const last = (await line.ticket(id)).history.at(-1);
    expect(last).toMatchObject({ act: 'assigned', actor: 'office', reason: '归口人社', taskTo: 'pending' });
  });

  it('a return goes to the desk with its reason, and the next agency gets a task of its own', async () => {
    const id = await line.event('returned');
    await line.settle(id, 'dispatch', { reference: 'ST-r' });
    const basis = { reasonCode: 'R02', legalBasis: '《示例县属地管理责任清单》第51项' };
    await line.callback({ reference: 'ST-r', status: 'RETURNED', opinion: '非本单位职责', ...basis });
    expect(await line.ticket(id)).toMatchObject({ state: 'returned', status: 'RETURNED' });
    expect(await openDesk(id)).toEqual(['returned']);
    expect((await line.deliveries(id)).at(-1)).toMatchObject({ report: { status: 'RETURNED', reasonCode: 'R02' } });
    expect(await line.act(id, 'close', { reason: '算了' })).toMatchObject({
      status: 409,
      json: { code: 'act-not-allowed' },
    });
    await line.act(id, 'assign', { reason: '改派', agency: '371402101-SCJG' });
    await line.callback({ reference: 'ST-r', status: 'RESOLVED' });
    const ticket = await line.ticket(id);
    expect(ticket.state).toBe('dispatching');
    expect(ticket.tasks.map(({ agency, state }) => [agency, state])).toEqual([
      ['371402101-ZHZF', 'returned'],
      ['371402101-SCJG', 'pending'],
    ]);
  });

  it.each(['refused', 'undeliverable', 'unconfirmed'] as const)(
    'a task whose delivery was %s waits at the desk',
    async (outcome) => {
      const id = await line.event(`failed-${outcome}`);
      await line.settle(id, 'dispatch', { outcome, detail: '原因' });
      expect(await line.ticket(id)).toMatchObject({ state: 'at-desk', tasks: [{ state: outcome }] });
      expect(await openDesk(id)).toEqual([outcome]);
    },
  );

  it('a callback proves that an unconfirmed task had arrived, and the desk is free of it', async () => {
    const id = await line.event('proved');
    await line.settle(id, 'dispatch', { outcome: 'unconfirmed' });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    expect(await line.ticket(id)).toMatchObject({ state: 'accepted', tasks: [{ state: 'signed' }] });
    expect(await openDesk(id)).toEqual([]);
  });

  it('an unconfirmed task that is sent elsewhere is withdrawn, and its platform told', async () => {
    const id = await line.event('elsewhere');
    await line.settle(id, 'dispatch', { outcome: 'unconfirmed' });
    await line.act(id, 'assign', { reason: '改派', agency: '371402101-PCS' });
    expect((await line.told(id)).slice(-2)).toEqual([
      'withdrawal stations 371402101-ZHZF',
      'dispatch stations 371402101-PCS',
    ]);
  });

  it('a person who asked may say that it did arrive', async () => {
    const id = await line.event('asked');
    await line.settle(id, 'dispatch', { outcome: 'unconfirmed' });
    const [item] = (await line.ticket(id)).desk;
    const path = `/v1/desk/${item?.id}/settle`;
    expect(await line.ask('POST', path, { body: { reason: '电话确认' } })).toMatchObject({ status: 204 });
    expect(await line.ticket(id)).toMatchObject({ state: 'dispatched', tasks: [{ state: 'delivered' }] });
    expect(await line.ask('POST', path, { body: { reason: '又一次' } })).toMatchObject({ status: 409 });
  });

  it('the source that could not be told of 办结 will not ask: the office has to', async () => {
    const id = await line.event('untold');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    await line.settle(id, 'report', { outcome: 'undeliverable' });
    expect(await openDesk(id)).toEqual(['revisit-due']);
    expect(await line.ticket(id)).toMatchObject({ state: 'resolved' });
  });

  it('a request for more time changes nothing for the ticket until it is answered or overtaken', async () => {
    const id = await line.event('extension');
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'IN_PROGRESS' });
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'EXTENSION_REQUESTED', opinion: '等配件' });
    expect(await line.ticket(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'extension-requested' }] });
    expect(await openDesk(id)).toEqual(['extension']);
    await line.callback({ taskId: `${id}-1`, ticketId: id, status: 'RESOLVED' });
    expect(await openDesk(id)).toEqual([]);
  });

  it('what could not be read waits too, once however often it comes', async () => {
    const item = {
      quarantineId: 'e'.repeat(64),
      platform: 'grid',
      kind: 'event' as const,
      code: 'unmapped',
      detail: '等级 9',
      size: 12,
    };
    await line.quarantine(item);
    await line.quarantine(item);
    const { json } = await line.ask('GET', '/v1/desk?kind=quarantined');
    expect(json.items).toMatchObject([{ id: `quarantine.${item.quarantineId}`, ticketId: null }]);
  });
});

describe('several agencies', () => {
  it('joint enforcement is done when every member is, and one’s return does not stop the others', async () => {
    const id = await line.event('joint', { item: 'SX-0114' });
    expect((await line.ticket(id)).tasks.map(({ agency }) => agency)).toEqual(['371402101-SCJG', '371402101-PCS']);
    await line.callback({ taskId: `${id}-2`, ticketId: id, status: 'RESOLVED' });
    expect(await line.ticket(id)).toMatchObject({ state: 'handling' });
    await line.callback({
      taskId: `${id}-1`,
      ticketId: id,
      status: 'RETURNED',
      reasonCode: 'R02',
      legalBasis: '第3项',
    });
    expect(await line.ticket(id)).toMatchObject({ state: 'returned' });
    await line.act(id, 'assign', { reason: '改派', agency: '371402101-ZHZF' });
    expect(await line.ticket(id)).toMatchObject({ state: 'handling' });
    await line.callback({ taskId: `${id}-3`, ticketId: id, status: 'RESOLVED' });
    expect(await line.ticket(id)).toMatchObject({ state: 'handling' });
    expect(await openDesk(id)).toEqual(['minutes-due']);
    await line.act(id, 'minutes', { reason: '现场会商', text: '三方到场，已查处。' });
    expect(await line.ticket(id)).toMatchObject({ state: 'resolved' });
  });

  it('a hundred events in one batch get a hundred numbers', async () => {
    const events = Array.from({ length: 100 }, (_, n) => line.eventBody(`many-${n}`));
    await line.say(...events.map((body): [MessageType, object] => [eventReceived as unknown as MessageType, body]));
    const { json } = await line.ask('GET', '/v1/tickets?source=grid&limit=200');
    const numbers = (json.items as { eventId: string; number: string }[]).filter(({ eventId }) =>
      eventId.startsWith('many-'),
    );
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(100);
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
