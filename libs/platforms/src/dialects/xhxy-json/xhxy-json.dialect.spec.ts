import { describe, expect, it } from 'vitest';
import { PUBLIC_STATUSES } from '#libs/contracts';
import { SetClock } from '#libs/runtime';
import { LONG_ID, replyOf, RARE, TASK_ID, tellingOf, TICKET_ID } from '../../../../testing/src/dialect-samples.js';
import { xhxyJson } from './xhxy-json.dialect.js';

const now = new Date('2026-11-25T02:00:00Z');
const translator = xhxyJson.open(
  {
    code: 'xhxy',
    name: '乡呼县应平台',
    dialect: 'xhxy-json',
    agencies: { '371402-ZJJ': 'T-01', '371402-SLJ': 'T-02' },
    pull: [{ kind: 'callbacks', path: '/callbacks', everySeconds: 30, overlapSeconds: 600, pageSize: 2 }],
    mapping: { sources: { grid: 'GRID' } },
  },
  new SetClock(now),
);
const written = async (telling: Parameters<typeof translator.write>[0]) =>
  JSON.parse((await translator.write(telling))?.body ?? 'null') as Record<string, unknown>;

describe('a problem passed down', () => {
  it('is an event, with place, grade, reporter and attachments', async () => {
    const call = {
      msgId: '7b0e6b0a-51f4-4c0e-9a2f-0d6f5a3c1e11',
      msgType: 'CALL',
      caseNo: 'XH371402101202611250001',
      occurTime: '2026-11-25 09:30:00',
      reportTime: '2026-11-25 09:41:07',
      itemCode: 'SX-0517',
      itemName: '违规倾倒建筑垃圾',
      grade: 1,
      townCode: '371402101',
      lng: 116.35,
      lat: 37.45,
      crs: 'GCJ02',
      title: '河东村北侧倾倒建筑垃圾',
      content: '约3车建筑垃圾',
      contact: { name: '网格员甲', phone: '13900000000', secret: 1 },
      attachments: [
        { id: 'A1', name: '现场1.jpg', mime: 'image/jpeg', size: 184233, url: 'https://files.example.invalid/A1' },
      ],
    };
    expect(await translator.read('events', JSON.stringify(call))).toEqual([
      {
        kind: 'event',
        index: 0,
        event: {
          eventId: call.caseNo,
          messageId: call.msgId,
          title: call.title,
          description: call.content,
          occurredAt: '2026-11-25T01:30:00.000Z',
          reportedAt: '2026-11-25T01:41:07.000Z',
          category: call.itemName,
          item: 'SX-0517',
          grade: 'critical',
          township: '371402101',
          longitude: 116.35,
          latitude: 37.45,
          crs: 'GCJ02',
          reporter: { name: '网格员甲', phone: '13900000000' },
          attachments: [
            { name: '现场1.jpg', mime: 'image/jpeg', size: 184233, url: 'https://files.example.invalid/A1' },
          ],
          remarks: ['来电人要求保密'],
        },
      },
    ]);
  });

  it('may come in by the door of the callbacks too: the message says what it is', async () => {
    const readings = await translator.read('callbacks', '{"msgType":"CALL","caseNo":"XH1","title":"甲"}');
    expect(readings).toMatchObject([{ kind: 'event', event: { eventId: 'XH1' } }]);
  });
});

describe('a message about a case', () => {
  it.each([
    ['SIGN', { status: 'ACCEPTED' }],
    ['FEEDBACK', { status: 'IN_PROGRESS' }],
    ['RETURN', { status: 'RETURNED' }],
    ['EXTEND_APPLY', { status: 'EXTENSION_REQUESTED' }],
    ['RESOLVE', { status: 'RESOLVED' }],
    ['VERIFY', { status: 'VERIFIED' }],
    ['CLOSE', { status: 'CLOSED' }],
    ['VOID', { status: 'VOID' }],
    ['URGE', { sideEvent: 'URGE' }],
    ['SUPERVISE', { sideEvent: 'SUPERVISE' }],
    ['SUPERVISE_REPLY', { sideEvent: 'RECEIPT' }],
    ['ARRIVE', { sideEvent: 'ARRIVE' }],
    ['EVALUATE', { sideEvent: 'EVALUATE' }],
  ])('%s means %j', async (msgType, meaning) => {
    const body = JSON.stringify({ msgId: 'm', msgType, caseNo: 'XH1', peerCaseNo: TASK_ID });
    const expected = { messageId: 'm', rawStatus: msgType, ourId: TASK_ID, reference: 'XH1', ...meaning };
    expect(await translator.read('callbacks', body)).toEqual([{ kind: 'callback', index: 0, callback: expected }]);
  });

  it.each(['EXTEND_REPLY', 'RETURN_REPLY', 'SUSPEND_REPLY', 'sign', '签收'])(
    '%s is not taken for a status',
    async (msgType) => {
      const body = JSON.stringify({ msgType, caseNo: 'XH1', peerCaseNo: TASK_ID });
      expect(await translator.read('callbacks', body)).toMatchObject([{ kind: 'unreadable', code: 'unmapped-status' }]);
    },
  );

  it('is known by our number in either place, since peers mix them up', async () => {
    const swapped = { msgType: 'SIGN', caseNo: TASK_ID, peerCaseNo: 'XH1' };
    const twice = { msgType: 'SIGN', caseNo: TASK_ID, peerCaseNo: TASK_ID };
    expect(await translator.read('callbacks', JSON.stringify([swapped, twice]))).toMatchObject([
      { callback: { ourId: TASK_ID, reference: 'XH1' } },
      { callback: { ourId: TASK_ID } },
    ]);
  });

  it('brings reason, person, answer of the resident and until when', async () => {
    const body = JSON.stringify({
      msgType: 'EXTEND_APPLY',
      caseNo: 'XH1',
      reasonCode: 'R02',
      legalBasis: '第51项',
      extendReason: '雨天',
      extendTo: '2026-12-10 17:30:00',
      operator: { id: 'u-1', name: '承办人乙', dept: 'T-01' },
      opTime: '2026-11-25 14:05:32',
      solved: false,
      satisfaction: 2,
    });
    expect(await translator.read('callbacks', body)).toMatchObject([
      {
        callback: {
          reference: 'XH1',
          occurredAt: '2026-11-25T06:05:32.000Z',
          opinion: '雨天;申请延至 2026-12-10 17:30:00',
          reasonCode: 'R02',
          legalBasis: '第51项',
          operator: { id: 'u-1', name: '承办人乙', agency: '371402-ZJJ' },
          solved: false,
          satisfaction: 2,
        },
      },
    ]);
  });
});

describe('what we tell', () => {
  it('calls a bureau by our task number, with limits, place and reporter', async () => {
    const telling = { ...tellingOf('call'), reporter: { name: '来电人甲', phone: '13900000000' } };
    telling.delivery.task!.helpingAgencies = ['371402-SLJ'];
    expect(await written(telling)).toMatchObject({
      msgId: telling.delivery.deliveryId,
      msgType: 'CALL',
      caseNo: TASK_ID,
      seq: 3,
      reportTime: '2026-11-25 10:00:00',
      itemCode: 'SX-0517',
      grade: 3,
      callKind: 3,
      townCode: '371402101',
      lng: 116.35,
      crs: 'GCJ02',
      title: RARE,
      source: 'GRID',
      contact: { name: '来电人甲', phone: '13900000000', secret: 0 },
      leadDept: 'T-01',
      helpDepts: ['T-02'],
      limits: { signBy: '2026-11-25 12:00:00', finishBy: '2026-12-02 17:30:00' },
    });
  });

  it('does not name the reporter who was not opened for it', async () => {
    expect(await written(tellingOf('call'))).not.toHaveProperty('contact');
  });

  it('writes a call that another of its kind reads as the same problem', async () => {
    const request = await translator.write(tellingOf('call'));
    expect(await translator.read('events', request?.body ?? '')).toMatchObject([
      {
        kind: 'event',
        event: { eventId: TASK_ID, title: RARE, item: 'SX-0517', grade: 'ordinary', longitude: 116.35 },
      },
    ]);
  });

  it('withdraws and reminds by both numbers', async () => {
    const withdrawal = { ...tellingOf('withdrawal'), references: { task: 'XH1' } };
    expect(await written(withdrawal)).toMatchObject({ msgType: 'VOID', caseNo: TASK_ID, peerCaseNo: 'XH1' });
    expect(await written(tellingOf('reminder'))).toMatchObject({ msgType: 'URGE', caseNo: TASK_ID });
  });

  it('reports every public status of a problem that it passed down by our ticket number and its own', async () => {
    const { ticket } = tellingOf('report').delivery;
    const types: Record<string, unknown> = {};
    for (const status of PUBLIC_STATUSES) {
      const report = { status, at: '2026-11-25T02:00:00.000Z', agency: '371402-ZJJ', opinion: '沟口已疏通' };
      const message = await written(
        tellingOf('report', { ticket: { ...ticket, source: 'xhxy' }, report, task: undefined }),
      );
      expect(message).toMatchObject({ caseNo: TICKET_ID, peerCaseNo: LONG_ID, operator: { dept: 'T-01' } });
      expect(message['opinion']).toContain('沟口已疏通');
      types[status] = message['msgType'];
    }
    expect(types).toMatchObject({
      RECEIVED: 'SIGN',
      IN_PROGRESS: 'FEEDBACK',
      RETURNED: 'FEEDBACK',
      RESOLVED: 'RESOLVE',
    });
    expect(types).toMatchObject({ VERIFIED: 'VERIFY', CLOSED: 'CLOSE', VOID: 'VOID' });
  });

  it('has no word for a report on a case that the platform has no number for, nor for a dispatch', async () => {
    const report = { status: 'RESOLVED' as const, at: '2026-11-25T02:00:00.000Z' };
    expect(await translator.write(tellingOf('report', { report }))).toBeUndefined();
    const known = { ...tellingOf('report', { report }), references: { ticket: 'XH9' } };
    expect(await written(known)).toMatchObject({ msgType: 'RESOLVE', peerCaseNo: 'XH9' });
    expect(await translator.write(tellingOf('dispatch'))).toBeUndefined();
  });
});

describe('what we answer', () => {
  it('is one envelope for one message and a list for many, and 40901 for a conflict', () => {
    const accepted = { index: 0, outcome: 'accepted' as const, theirId: 'XH1', messageId: 'm-1', ticketId: TICKET_ID };
    const data = { msgId: 'm-1', caseNo: TICKET_ID, peerCaseNo: 'XH1', dup: false };
    expect(JSON.parse(translator.answer('events', [accepted]).body)).toEqual({ code: 0, msg: 'ok', data });
    const conflict = { index: 1, outcome: 'refused' as const, code: 'conflict', detail: '内容不同' };
    expect(JSON.parse(translator.answer('events', [accepted, conflict]).body)).toMatchObject([
      { code: 0 },
      { code: 40901, msg: '内容不同' },
    ]);
  });
});

describe('a pull of callbacks', () => {
  const plan = translator.pulls[0]!;
  const message = (opTime: string) => ({ msgType: 'SIGN', caseNo: 'XH1', peerCaseNo: TASK_ID, opTime });

  it('asks by time with the overlap, pages while there is more, and then moves on', async () => {
    expect(plan.request(undefined, now).path).toBe('/callbacks?since=2026-11-24%2009%3A50%3A00&page=1&size=2');
    const list = [message('2026-11-25 09:00:00'), message('2026-11-25 09:30:00')];
    const first = await plan.read(replyOf({ code: 0, data: { list, more: true } }), undefined, now);
    expect(first).toMatchObject({ more: true, readings: [{ kind: 'callback' }, { kind: 'callback' }] });
    expect(plan.request(first.nextCursor, now).path).toContain('page=2');
    const last = await plan.read(replyOf({ code: 0, data: { list: [], more: false } }), first.nextCursor, now);
    expect(plan.request(last.nextCursor, now).path).toBe('/callbacks?since=2026-11-25%2009%3A20%3A00&page=1&size=2');
  });

  it('keeps the cursor when the reply is no page', async () => {
    for (const reply of [
      replyOf({ code: 500, data: { list: [] } }),
      replyOf({ code: 0 }),
      replyOf('x'),
      replyOf({}, 503),
    ])
      await expect(plan.read(reply, undefined, now)).rejects.toThrow('no page');
  });
});
