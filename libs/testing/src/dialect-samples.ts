import type { DeliveryRequested } from '#libs/contracts';
import { taskIdOf, ticketIdOf } from '#libs/contracts';
import type { PlatformReply, PlatformSettings, Telling } from '#libs/platforms';

/** What one dialect says and hears, for the suite that every dialect must pass. Invented throughout. */
export interface DialectSamples {
  platform: PlatformSettings;
  /** Item of a pushed body that names `id` and `title`, and what it must be read as. */
  event: (id: unknown, title: string) => Record<string, unknown>;
  /** Puts items into a body as the platform would. */
  body: (items: readonly unknown[]) => unknown;
  /** A callback about one of our tasks, by the platform's own status word. */
  callback: (ourId: string | undefined, reference: unknown, word: unknown) => Record<string, unknown>;
  words: { resolved: string; unknown: string };
  /** The purpose by which the platform is told about a task. */
  purpose: 'dispatch' | 'call';
  yes: readonly (readonly [PlatformReply, string | undefined])[];
  no: readonly PlatformReply[];
  unknown: readonly PlatformReply[];
  absent: PlatformReply;
}

export const TICKET_ID = ticketIdOf('grid', 0, 'WG2026112500000001');
export const TASK_ID = taskIdOf(TICKET_ID, 1);
export const RARE = '河东村𡈽坑、䶮桥🚧“引号”\\n<b>&amp;';
export const LONG_ID = '371402101202611250000001';

export function replyOf(value: unknown, status = 200): PlatformReply {
  return { status, headers: {}, body: typeof value === 'string' ? value : JSON.stringify(value) };
}

export function tellingOf(purpose: DeliveryRequested['purpose'], more: Partial<DeliveryRequested> = {}): Telling {
  const delivery: DeliveryRequested = {
    deliveryId: `${TICKET_ID}-3-1`,
    platform: 'demo',
    purpose,
    requestedAt: '2026-11-25T02:00:00.000Z',
    ticket: {
      ticketId: TICKET_ID,
      number: '371402-20261125-000123',
      version: 3,
      source: 'grid',
      eventId: LONG_ID,
      status: 'DISPATCHED',
      title: RARE,
      description: `现场:${RARE}`,
      category: '城乡建设',
      item: 'SX-0517',
      grade: 'ordinary',
      receivedAt: '2026-11-25T01:41:07.000Z',
      place: { township: '371402101', address: '示例镇', longitude: 116.35, latitude: 37.45, crs: 'GCJ02' },
    },
    task: {
      taskId: TASK_ID,
      kind: purpose === 'dispatch' ? 'dispatch' : 'call',
      agency: '371402-ZJJ',
      agencyName: '住建局',
      signBy: '2026-11-25T04:00:00.000Z',
      finishBy: '2026-12-02T09:30:00.000Z',
    },
    ...more,
  };
  return { delivery, references: {} };
}

const common = { timezone: 'Asia/Shanghai', agencies: { '371402-ZJJ': 'T-01' } };
const unreadable = [replyOf('<html>200 OK</html>'), replyOf('null'), replyOf('[]'), replyOf('{}'), replyOf('', 200)];

export const samples: readonly DialectSamples[] = [
  {
    platform: { ...common, code: 'xhxy', name: '乡呼县应平台', dialect: 'xhxy-json' },
    event: (id, title) => ({ msgId: 'm-1', msgType: 'CALL', caseNo: id, title, content: title, grade: 3 }),
    body: (items) => (items.length === 1 ? items[0] : items),
    callback: (ourId, reference, msgType) => ({ msgId: 'm-2', msgType, caseNo: reference, peerCaseNo: ourId }),
    words: { resolved: 'RESOLVE', unknown: 'SUSPEND_REPLY' },
    purpose: 'call',
    yes: [
      [replyOf({ code: 0, msg: 'ok', data: { caseNo: TASK_ID, peerCaseNo: LONG_ID, dup: true } }), LONG_ID],
      [replyOf({ code: '0', data: { caseNo: LONG_ID, peerCaseNo: TASK_ID } }), LONG_ID],
      [replyOf({ code: 0 }), undefined],
      [replyOf('{"code":0,"data":{"peerCaseNo":371402101202611250000001}}'), undefined],
    ],
    no: [replyOf({ code: 40901, msg: '编号重复' }), replyOf({ code: '500', msg: '' }), replyOf('no', 404)],
    unknown: [...unreadable, replyOf({ code: 'ok' }), replyOf({ code: 0 }, 500), replyOf({ code: 0 }, 302)],
    absent: replyOf({ code: 40404, msg: '无此消息' }, 404),
  },
  {
    platform: {
      ...common,
      code: 'demo',
      name: '演示平台',
      dialect: 'mapped-json',
      mapping: {
        events: { items: '=list', fields: { eventId: '=no', title: '=name', description: "=name & ''" } },
        callbacks: {
          items: '=list',
          fields: { ourId: '=task', reference: '=own', status: '=state' },
          maps: { status: { 已办结: 'RESOLVED', 7: 'ACCEPTED' } },
        },
        outbound: {
          dispatch: {
            path: '/tasks/{taskId}',
            body: { title: '=ticket.title', unit: '=agency', no: '=ticket.eventId' },
          },
          reply: { accepted: '=code = 0', refused: '=code > 0', reference: '=no', detail: '=msg' },
          lookUp: { path: '/tasks/{deliveryId}', found: '=code = 0', absent: '=code = 404', reference: '=no' },
        },
      },
    },
    event: (no, name) => ({ no, name }),
    body: (list) => ({ list }),
    callback: (task, own, state) => ({ task, own, state }),
    words: { resolved: '已办结', unknown: '办理中' },
    purpose: 'dispatch',
    yes: [
      [replyOf({ code: 0, no: LONG_ID }), LONG_ID],
      [replyOf({ code: 0 }), undefined],
      [replyOf('{"code":0,"no":371402101202611250000001}'), undefined],
    ],
    no: [replyOf({ code: 3, msg: '单位不存在' }), replyOf('no', 404)],
    unknown: [...unreadable, replyOf({ code: 'x' }), replyOf({ code: 0 }, 500), replyOf({ code: 0 }, 302)],
    absent: replyOf({ code: 404 }),
  },
];
