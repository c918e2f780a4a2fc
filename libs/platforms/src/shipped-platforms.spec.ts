import { describe, expect, it } from 'vitest';
import { SetClock } from '#libs/runtime';
import { replyOf, TASK_ID, tellingOf, TICKET_ID } from '../../testing/src/dialect-samples.js';
import type { Translator } from './dialect.js';
import { dialects } from './dialects.js';
import { PlatformDirectory } from './platform-directory.js';

const now = new Date('2026-11-25T02:00:00Z');
const directory = PlatformDirectory.read('config/platforms.yml', dialects, new SetClock(now));
const bodyOf = async (translator: Translator, telling: Parameters<Translator['write']>[0]) => {
  const request = await translator.write(telling);
  return { path: request?.path, body: JSON.parse(request?.body ?? 'null') as unknown };
};
const report = {
  status: 'RESOLVED' as const,
  at: '2026-11-25T02:00:00.000Z',
  agency: '371402101-ZHZF',
  opinion: '已清运',
};

describe('the sample county', () => {
  it('reads events of the grid system, pushed and pulled, and answers in its envelope', async () => {
    const { translator } = directory.get('grid');
    const item = {
      reportNo: 'WG1',
      caseName: '占道',
      caseType: '市容',
      level: '3',
      x: 37.45,
      y: '116.35',
      happenTime: '2026-11-25 09:00:00.0',
    };
    const [reading] = await translator.read('events', JSON.stringify({ list: [item] }));
    expect(reading).toMatchObject({
      event: { eventId: 'WG1', grade: 'ordinary', longitude: 116.35, occurredAt: '2026-11-25T01:00:00.000Z' },
    });
    const [plan] = translator.pulls;
    expect(plan?.request(undefined, now).path).toBe('/events?since=2026-11-24%2009%3A50%3A00&page=1&size=200');
    const page = await plan!.read(replyOf({ code: 0, data: { list: [item], more: false } }), undefined, now);
    expect(page).toMatchObject({ readings: [reading], more: false });
    const result = { index: 0, outcome: 'accepted' as const, theirId: 'WG1', ticketId: TICKET_ID };
    expect(JSON.parse(translator.answer('events', [result]).body)).toEqual({
      code: 0,
      msg: 'accepted 1, held 0, refused 0',
      data: [{ reportNo: 'WG1', ticketId: TICKET_ID, state: 'accepted' }],
    });
  });

  it('hears the revisit of the grid system and of the hotline', async () => {
    const verify = {
      list: [
        {
          msgNo: 'm',
          reportNo: 'WG1',
          action: 'VERIFY',
          actTime: '2026-11-25 09:00:00',
          solved: false,
          satisfaction: 2,
        },
      ],
    };
    expect(await directory.get('grid').translator.read('callbacks', JSON.stringify(verify))).toMatchObject([
      { callback: { eventId: 'WG1', status: 'VERIFIED', rawStatus: 'VERIFY', solved: false, satisfaction: 2 } },
    ]);
    const { translator } = directory.get('hotline');
    const visit = { visitId: 'v', orderId: 'RX1', type: '回访', solved: '是', result: '基本满意' };
    expect(await translator.read('callbacks', JSON.stringify([visit, { ...visit, solved: '也许' }]))).toMatchObject([
      { callback: { eventId: 'RX1', status: 'VERIFIED', solved: true, satisfaction: 3 } },
      { kind: 'unreadable', code: 'unmapped-solved' },
    ]);
  });

  it('reports to the grid system and the hotline in their words', async () => {
    const telling = tellingOf('report', { report, task: undefined });
    expect(await bodyOf(directory.get('grid').translator, telling)).toMatchObject({
      path: '/reports',
      body: { ticketId: TICKET_ID, status: '50', statusName: '已办结', at: '2026-11-25 10:00:00', opinion: '已清运' },
    });
    const { translator } = directory.get('hotline');
    expect(await bodyOf(translator, telling)).toMatchObject({
      path: '/replies',
      body: { state: '已办结', answer: '已清运' },
    });
    const inner = tellingOf('report', { report: { ...report, status: 'DISPATCHED' }, task: undefined });
    expect(await translator.write(inner)).toBeUndefined();
    expect(
      await translator.understand(replyOf({ success: true, code: '200', data: { replyId: 'R1' } }), telling),
    ).toEqual({ kind: 'yes', reference: 'R1' });
    expect(await translator.understand(replyOf({ success: true, code: '500' }), telling)).toMatchObject({
      kind: 'unknown',
    });
  });

  it('gives a task to a station with all that its system needs, and understands its answers', async () => {
    const { translator } = directory.get('stations');
    const telling = { ...tellingOf('dispatch'), reporter: { name: '来电人甲', phone: '13900000000' } };
    telling.delivery.task!.agency = '371402101-SCJG';
    expect(await bodyOf(translator, telling)).toMatchObject({
      path: '/tasks',
      body: {
        taskId: TASK_ID,
        station: '371402101-SCJG',
        level: '一般',
        lng: 116.35,
        signBy: '2026-11-25 12:00:00',
        contactPhone: '13900000000',
      },
    });
    expect(await translator.understand(replyOf({ ok: true, no: 'ZS1' }), telling)).toEqual({
      kind: 'yes',
      reference: 'ZS1',
    });
    expect(await translator.understand(replyOf({ ok: false, reason: '非本所职责' }), telling)).toEqual({
      kind: 'no',
      detail: '非本所职责',
    });
    expect(await translator.lookUp?.understand(replyOf({ ok: false, reason: 'not-found' }), telling)).toEqual({
      kind: 'absent',
    });
    expect(await translator.lookUp?.understand(replyOf({ ok: false, reason: 'busy' }), telling)).toMatchObject({
      kind: 'unknown',
    });
    const reminder = {
      ...telling,
      delivery: { ...telling.delivery, purpose: 'reminder' as const },
      references: { task: 'ZS1' },
    };
    expect(await bodyOf(translator, reminder)).toMatchObject({ path: `/tasks/${TASK_ID}/remind`, body: { no: 'ZS1' } });
  });

  it('tells a station that it is late, in the words of the ladder', async () => {
    const { translator } = directory.get('stations');
    const supervision = {
      notice: `${TICKET_ID}.n2`,
      rung: 'order',
      name: '督办单',
      text: '超期已满2个工作日',
      receiptBy: '2026-12-07T07:00:00.000Z',
    };
    const late = tellingOf('supervision', { supervision });
    expect(await bodyOf(translator, late)).toMatchObject({
      path: `/tasks/${TASK_ID}/supervise`,
      body: { title: '督办单', text: '超期已满2个工作日', receiptBy: '2026-12-07 15:00:00' },
    });
    const urged = tellingOf('reminder', { supervision: { ...supervision, rung: 'urge', name: '催办' } });
    expect(await bodyOf(translator, urged)).toMatchObject({ body: { text: '超期已满2个工作日' } });
    expect(await bodyOf(directory.get('xhxy').translator, late)).toMatchObject({
      body: { msgType: 'SUPERVISE', opinion: '超期已满2个工作日', until: '2026-12-07 15:00:00' },
    });
  });

  it.each([
    ['已签收', { status: 'ACCEPTED' }],
    ['处置中', { status: 'IN_PROGRESS' }],
    ['已办结', { status: 'RESOLVED' }],
    ['退单', { status: 'RETURNED' }],
    ['申请延期', { status: 'EXTENSION_REQUESTED' }],
    ['已到场', { sideEvent: 'ARRIVE' }],
    ['督办签收', { sideEvent: 'RECEIPT' }],
  ])('reads the stations’ word %s', async (state, meaning) => {
    const callback = {
      serial: 's',
      no: 'ZS1',
      taskId: TASK_ID,
      state,
      time: '2026-11-25 10:00:00',
      reason: 'R02',
      basis: '第51项',
    };
    expect(await directory.get('stations').translator.read('callbacks', JSON.stringify(callback))).toMatchObject([
      {
        callback: { ourId: TASK_ID, reference: 'ZS1', messageId: 's', rawStatus: state, reasonCode: 'R02', ...meaning },
      },
    ]);
  });

  it('keeps the ids of the message board apart by file, and does not take one without a file', async () => {
    const { translator } = directory.get('message-board');
    const message = {
      id: '2759',
      reporter: 'A01',
      title: '路面坑洼',
      reportedAt: '2019-04-08T08:37:00+08:00',
      description: '',
      support: 0,
    };
    const readings = await translator.read('events', JSON.stringify([{ ...message, file: 'a.jsonl' }, message]));
    expect(readings).toMatchObject([
      {
        event: {
          eventId: 'a.jsonl:2759',
          description: '',
          reportedAt: '2019-04-08T00:37:00.000Z',
          reporter: { name: 'A01' },
        },
      },
      { kind: 'unreadable', code: 'field-missing' },
    ]);
  });
});
