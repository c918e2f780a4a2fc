import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabases } from '../../testing/src/database.js';
import { RunningTicketing } from '../../testing/src/start-ticketing.js';

/** A Wednesday, 10:00 in Shanghai. */
const START = new Date('2026-11-25T02:00:00.000Z');
const BASIS = { reasonCode: 'R02', legalBasis: '《示例县属地管理责任清单》第51项' };
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Told {
  tasks: { state: string; bound: boolean; returnedAt: string | null; agency: string }[];
  deadlines: { kind: string; state: string; endsAt: string | null }[];
  desk: { id: string; kind: string; dueAt: string | null; settledAt: string | null; note: string }[];
  investigations: Record<string, unknown>[];
}

let line: RunningTicketing;

const told = async (id: string) => (await line.ticket(id)) as unknown as Told & { state: string; status: string };
const openDesk = async (id: string) =>
  (await told(id)).desk.filter(({ kind, settledAt }) => !settledAt && kind !== 'overdue').map(({ kind }) => kind);
const acts = async (id: string) => (await line.ticket(id)).history.map(({ act }) => act);
const deadline = async (id: string, kind: string) => {
  const row = (await line.deadlines(id)).findLast((one) => one.kind === kind);
  return row && { state: row.state, endsAt: row.endsAt && row.endsAt.toISOString() };
};
const answers = async (id: string) =>
  (await line.deliveries(id)).filter(({ purpose }) => purpose === 'answer').map(({ answer }) => answer);
/** As the agency of that task says it. */
const say = (id: string, task: number, status: string, more: object = {}) =>
  line.callback({ taskId: `${id}-${task}`, ticketId: id, status: status as 'RETURNED', ...more });

describe.each(await testDatabases())('the mechanism, on $name', (database) => {
  beforeAll(async () => {
    line = await RunningTicketing.start(START, await database.url());
  });
  beforeEach(() => line.clock.set(START));
  afterAll(async () => {
    await line.stop();
    await database.drop();
  });

  it('a station settles it on the spot: what it found there is a record of its own', async () => {
    const id = await line.event('spot');
    const pictures = [{ name: '现场.jpg', url: 'https://example.invalid/1.jpg' }];
    await say(id, 1, 'IN_PROGRESS', {
      opinion: '已到现场',
      finding: '两个摊位占用盲道',
      findingPlace: '集市口东侧',
      occurredAt: '2026-11-25T01:30:00.000Z',
      operator: { name: '承办人甲' },
      attachments: pictures,
    });
    await say(id, 1, 'RESOLVED', { opinion: '已劝离' });
    expect(await told(id)).toMatchObject({
      state: 'resolved',
      investigations: [
        {
          taskId: `${id}-1`,
          agency: '371402101-ZHZF',
          foundAt: '2026-11-25T01:30:00.000Z',
          place: '集市口东侧',
          finding: '两个摊位占用盲道',
          investigator: '承办人甲',
          recordedBy: 'stations',
          pictures,
        },
      ],
    });
    expect(await acts(id)).toEqual(['opened', 'task-delivered', 'task-handling', 'investigated', 'task-done']);
  });

  it('a person writes down what was found: the task is in hand from then on', async () => {
    const id = await line.event('found');
    await say(id, 1, 'ACCEPTED');
    const found = { reason: '随行', finding: '井盖缺失', investigator: '网格员乙', at: '2026-11-25T01:00:00.000Z' };
    expect(await line.act(id, 'investigate', { ...found, at: '2026-11-25T09:00:00.000Z' })).toMatchObject({
      status: 422,
    });
    expect(await line.act(id, 'investigate', { ...found, finding: ' ' })).toMatchObject({ status: 422 });
    expect(await line.act(id, 'investigate', { ...found, task: `${id}-9` })).toMatchObject({ status: 422 });
    expect(await line.act(id, 'investigate', found)).toMatchObject({ status: 200 });
    expect(await told(id)).toMatchObject({
      state: 'handling',
      tasks: [{ state: 'handling' }],
      investigations: [{ finding: '井盖缺失', recordedBy: 'office', pictures: null }],
    });
  });

  it('a wrong bureau returns twice and is ruled upon: it keeps the task until then, and the ruling binds', async () => {
    const id = await line.event('ruled', { item: 'SX-0139' });
    await line.settle(id, 'call', {});
    const due = (await deadline(id, 'finish'))?.endsAt;
    const back = { platform: 'xhxy', ...BASIS, opinion: '非本单位职责' };
    await say(id, 1, 'RETURNED', back);
    expect(await told(id)).toMatchObject({ state: 'returned', tasks: [{ state: 'return-requested' }] });
    expect(await openDesk(id)).toEqual(['returned']);
    expect(await line.act(id, 'refuse-return', { reason: '清单第12项列明由你局牵头' })).toMatchObject({ status: 200 });
    expect(await told(id)).toMatchObject({ state: 'dispatched', tasks: [{ state: 'delivered' }] });

    await say(id, 1, 'RETURNED', back);
    expect(await openDesk(id)).toEqual(['ruling-due']);
    expect(await deadline(id, 'ruling')).toMatchObject({ state: 'running', endsAt: '2026-11-27T09:30:00.000Z' });
    expect((await told(id)).desk.find(({ kind }) => kind === 'ruling-due')?.dueAt).toBe('2026-11-27T09:30:00.000Z');
    // 首接负责: nobody else gets it, and its time runs on.
    for (const act of ['assign', 'accept-return', 'refuse-return', 'close'])
      expect(
        await line.act(id, act, { reason: '改派', ...(act === 'assign' ? { agency: '371402-ZJJ' } : {}) }),
      ).toMatchObject({
        status: 409,
        json: { code: 'act-not-allowed' },
      });
    expect(await told(id)).toMatchObject({ state: 'returned', tasks: [{ state: 'return-requested' }] });
    expect(await deadline(id, 'finish')).toMatchObject({ state: 'running', endsAt: due });

    expect(await line.act(id, 'rule', { reason: '裁定', agency: '371402-NIX' })).toMatchObject({ status: 422 });
    expect(await line.act(id, 'rule', { reason: '依清单裁定由住建局承办', agency: '371402-ZJJ' })).toMatchObject({
      status: 200,
    });
    expect((await told(id)).tasks).toMatchObject([
      { agency: '371402-RSJ', state: 'returned', bound: false },
      { agency: '371402-ZJJ', state: 'pending', bound: true },
    ]);
    expect(await deadline(id, 'ruling')).toMatchObject({ state: 'met' });
    expect(await deadline(id, 'finish')).toMatchObject({ state: 'running', endsAt: due });
    expect(await openDesk(id)).toEqual([]);
    expect(await answers(id)).toMatchObject([
      { to: 'return', granted: false, opinion: '清单第12项列明由你局牵头' },
      { to: 'return', granted: true, opinion: '依清单裁定由住建局承办' },
    ]);

    await say(id, 2, 'RETURNED', back);
    expect(await told(id)).toMatchObject({ state: 'dispatched', tasks: [{}, { state: 'delivered' }] });
    expect(await openDesk(id)).toEqual(['objection']);
    await say(id, 2, 'RESOLVED', { platform: 'xhxy' });
    expect(await told(id)).toMatchObject({ state: 'resolved' });
    expect(await openDesk(id)).toEqual([]);
  });

  it('the ruling may name the first receiver: the task goes on where it stood', async () => {
    const id = await line.event('kept');
    await say(id, 1, 'IN_PROGRESS');
    await say(id, 1, 'RETURNED', BASIS);
    await line.act(id, 'refuse-return', { reason: '属你所职责' });
    await say(id, 1, 'RETURNED', BASIS);
    await line.act(id, 'rule', { reason: '裁定由首接单位承办', agency: '371402101-ZHZF' });
    expect(await told(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'handling', bound: true }] });
    await say(id, 1, 'RETURNED', BASIS);
    expect(await told(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'handling' }] });
    const { desk } = await told(id);
    const item = desk.find(({ kind }) => kind === 'objection');
    const settled = await line.ask('POST', `/v1/desk/${item?.id}/settle`, { body: { reason: '维持裁定' } });
    expect(settled.status).toBe(204);
  });

  it('who works on it while its return is open goes on when it is refused, and 办结 ends the question', async () => {
    const id = await line.event('disputed');
    await say(id, 1, 'RETURNED', BASIS);
    await say(id, 1, 'IN_PROGRESS', { opinion: '先行处置' });
    expect(await told(id)).toMatchObject({ state: 'returned', tasks: [{ state: 'return-requested' }] });
    await line.act(id, 'refuse-return', { reason: '属你所职责' });
    expect(await told(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'handling' }] });
    await say(id, 1, 'RETURNED', BASIS);
    await say(id, 1, 'RESOLVED');
    expect(await told(id)).toMatchObject({ state: 'resolved', tasks: [{ state: 'done' }] });
    expect(await openDesk(id)).toEqual([]);
    expect(await deadline(id, 'ruling')).toMatchObject({ state: 'dropped' });
  });

  it('a return without reason or basis is asked for, counts from when it was made, and is not followed before', async () => {
    const id = await line.event('bare');
    await say(id, 1, 'ACCEPTED');
    await say(id, 1, 'RETURNED', { opinion: '不归我们管' });
    expect(await told(id)).toMatchObject({ state: 'accepted', tasks: [{ state: 'signed' }] });
    expect(await openDesk(id)).toEqual(['return-incomplete']);
    const made = line.clock.now().toISOString();
    line.clock.advance(7 * DAY);
    const lacking = await line.act(id, 'complete-return', { reason: '电话核实', reasonCode: 'R02' });
    expect(lacking).toMatchObject({ status: 422, json: { code: 'invalid-fields' } });
    expect(JSON.stringify(lacking.json)).toContain('法定依据');
    expect(await line.act(id, 'complete-return', { reason: '电话核实', ...BASIS })).toMatchObject({ status: 200 });
    expect(await told(id)).toMatchObject({
      state: 'returned',
      tasks: [{ state: 'return-requested', returnedAt: made }],
    });
    expect(await openDesk(id)).toEqual(['returned']);
    expect(await line.act(id, 'accept-return', { reason: '确属市场监管' })).toMatchObject({ status: 200 });
    expect(await told(id)).toMatchObject({ state: 'returned', tasks: [{ state: 'returned' }] });
    expect(await openDesk(id)).toEqual(['reassign']);
    await line.act(id, 'assign', { reason: '改派', agency: '371402101-SCJG' });
    expect(await told(id)).toMatchObject({ state: 'dispatching' });
    expect(await openDesk(id)).toEqual([]);
  });

  it('a return after the window is put before the office as late, which may let it pass or refuse it', async () => {
    const id = await line.event('late');
    await say(id, 1, 'IN_PROGRESS');
    expect(await deadline(id, 'return-window')).toMatchObject({ endsAt: '2026-11-27T09:30:00.000Z' });
    line.clock.advance(2 * DAY + 8 * HOUR);
    await say(id, 1, 'RETURNED', BASIS);
    expect(await told(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'handling' }] });
    expect(await openDesk(id)).toEqual(['return-late']);
    await line.act(id, 'refuse-return', { reason: '逾期' });
    expect(await openDesk(id)).toEqual([]);
    await say(id, 1, 'RETURNED', BASIS);
    await line.act(id, 'accept-return', { reason: '情况属实' });
    expect(await told(id)).toMatchObject({ state: 'returned', tasks: [{ state: 'returned' }] });
    expect(await openDesk(id)).toEqual(['reassign']);
  });

  it('an extension asked for at the last minute is refused: the deadline stands, and the agency is told', async () => {
    const id = await line.event('last-minute', { item: 'SX-0139' });
    await line.settle(id, 'call', {});
    await say(id, 1, 'ACCEPTED', { platform: 'xhxy' });
    const { endsAt } = (await deadline(id, 'finish'))!;
    line.clock.set(new Date(new Date(endsAt!).getTime() - 60_000));
    await say(id, 1, 'EXTENSION_REQUESTED', { platform: 'xhxy', opinion: '等配件' });
    expect(await told(id)).toMatchObject({ state: 'accepted', tasks: [{ state: 'extension-requested' }] });
    expect(await openDesk(id)).toEqual(['extension']);
    expect(await deadline(id, 'extension-answer')).toMatchObject({ state: 'running' });
    line.clock.advance(HOUR);
    expect(await line.act(id, 'refuse-extension', { reason: '应提前申请' })).toMatchObject({ status: 200 });
    expect(await told(id)).toMatchObject({ state: 'accepted', tasks: [{ state: 'signed' }] });
    expect(await deadline(id, 'finish')).toMatchObject({ endsAt });
    expect(await deadline(id, 'extension-answer')).toMatchObject({ state: 'met' });
    expect(await answers(id)).toEqual([{ to: 'extension', granted: false, opinion: '应提前申请', until: endsAt }]);
    expect(await openDesk(id)).toEqual([]);
  });

  it('an extension is granted once, and by no more than the grade allows', async () => {
    const id = await line.event('granted');
    await say(id, 1, 'IN_PROGRESS');
    await say(id, 1, 'EXTENSION_REQUESTED', { opinion: '等配件' });
    await say(id, 1, 'IN_PROGRESS', { opinion: '继续办理' });
    expect(await openDesk(id)).toEqual(['extension']);
    const much = await line.act(id, 'grant-extension', { reason: '情况属实', amount: 11 });
    expect(much).toMatchObject({ status: 422 });
    expect(JSON.stringify(much.json)).toContain('10');
    expect(await line.act(id, 'grant-extension', { reason: '情况属实', amount: 10 })).toMatchObject({ status: 200 });
    // Five working days and ten more from Wednesday 25 November.
    expect(await deadline(id, 'finish')).toMatchObject({ endsAt: '2026-12-16T09:30:00.000Z' });
    expect(await told(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'handling' }] });
    await say(id, 1, 'EXTENSION_REQUESTED', { opinion: '再等' });
    expect(await line.act(id, 'grant-extension', { reason: '再给', amount: 1 })).toMatchObject({ status: 422 });
    expect(await line.act(id, 'refuse-extension', { reason: '只能一次' })).toMatchObject({ status: 200 });
    expect(await deadline(id, 'finish')).toMatchObject({ endsAt: '2026-12-16T09:30:00.000Z' });
  });

  it('suspended over Spring Festival and resumed: the time that was left is left still', async () => {
    line.clock.set(new Date('2026-02-10T02:00:00.000Z'));
    const id = await line.event('festival', { item: 'SX-0139' });
    await line.settle(id, 'call', {});
    const sheet = { plan: '节后复工即修复', reviewOn: '2026-02-24' };
    await say(id, 1, 'IN_PROGRESS', { platform: 'xhxy' });
    await say(id, 1, 'SUSPENDED', { platform: 'xhxy', opinion: '施工队放假' });
    expect(await told(id)).toMatchObject({ state: 'handling', tasks: [{ state: 'handling' }] });
    expect(await openDesk(id)).toEqual(['suspension']);
    for (const reviewOn of ['2026-02-10', '2026-02-30', '2028-01-01'])
      expect(await line.act(id, 'suspend', { reason: '同意', ...sheet, reviewOn })).toMatchObject({ status: 422 });
    expect((await deadline(id, 'finish'))?.endsAt).toBe('2026-02-24T09:30:00.000Z');
    expect(await line.act(id, 'suspend', { reason: '同意挂账', ...sheet })).toMatchObject({ status: 200 });
    expect(await told(id)).toMatchObject({ state: 'suspended', status: 'SUSPENDED' });
    expect(await deadline(id, 'finish')).toMatchObject({ state: 'paused', endsAt: null });
    expect(await deadline(id, 'suspension-review')).toMatchObject({
      state: 'running',
      endsAt: '2026-02-24T09:30:00.000Z',
    });
    expect(await answers(id)).toMatchObject([{ to: 'suspension', granted: true, until: '2026-02-24T09:30:00.000Z' }]);
    expect(await openDesk(id)).toEqual([]);
    // What is said meanwhile is on record; only 办结 would end the suspension.
    await say(id, 1, 'IN_PROGRESS', { platform: 'xhxy', opinion: '材料已到' });
    expect(await told(id)).toMatchObject({ state: 'suspended' });

    await line.passTo(new Date('2026-02-24T09:30:00.001Z'));
    expect(await openDesk(id)).toEqual(['suspension-review']);
    line.clock.set(new Date('2026-02-25T02:00:00.000Z'));
    expect(await line.act(id, 'resume', { reason: '施工队已复工' })).toMatchObject({ status: 200 });
    expect(await told(id)).toMatchObject({ state: 'handling' });
    // It stood still for five working days; five after 24 February are 25, 26, 27, Saturday 28 (made up for) and 2 March.
    expect(await deadline(id, 'finish')).toMatchObject({ state: 'running', endsAt: '2026-03-02T09:30:00.000Z' });
    expect(await deadline(id, 'suspension-review')).toMatchObject({ state: 'met' });
  });

  it('a suspension that is refused changes nothing, and done ends one that is in force', async () => {
    const id = await line.event('suspension');
    await say(id, 1, 'IN_PROGRESS');
    await say(id, 1, 'SUSPENDED', { opinion: '缺经费' });
    await line.act(id, 'refuse-suspension', { reason: '可申请应急经费' });
    expect(await told(id)).toMatchObject({ state: 'handling' });
    expect(await answers(id)).toMatchObject([{ to: 'suspension', granted: false }]);
    await line.act(id, 'suspend', { reason: '等招标', plan: '招标后施工', reviewOn: '2026-12-30' });
    await line.act(id, 'suspend', { reason: '招标流标', plan: '重新招标', reviewOn: '2027-01-15' });
    await say(id, 1, 'RESOLVED');
    expect(await told(id)).toMatchObject({ state: 'resolved' });
    expect(await deadline(id, 'finish')).toMatchObject({ state: 'met' });
    expect(await acts(id)).toContain('suspension-prolonged');
  });

  it('leaves no message behind that could not be handled', async () => {
    expect(await line.deadLetters()).toEqual([]);
  });
});
