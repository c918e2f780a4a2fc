import type { TaskSnapshot, TicketSnapshot } from '#libs/contracts';
import { cutText } from '../../reading/cut-text.js';
import { localTime } from '../../reading/time-zone.js';
import type { Telling } from '../../dialect.js';
import { NUMBER_OF_GRADE, TYPE_OF_ANSWER, TYPE_OF_REPORT } from './message-types.js';

const MAX_TITLE = 100;
const MAX_CONTENT = 2000;

/** What the configuration adds to the words. */
export interface XhxyWords {
  /** Code of the platform itself, to know the problems that it passed down. */
  platform: string;
  zone: string;
  /** Our agency code to theirs; undefined when theirs is not known. */
  agencyFor: (ours: string) => string | undefined;
  /** Source platform to GRID, 12345, TOWN, PATROL or COMMUNITY. */
  sourceFor: (source: string) => string;
}

/** The message, or undefined when the platform has no word for it or a number that it must have is not known yet. */
export function writeMessage(telling: Telling, words: XhxyWords): object | undefined {
  const { delivery } = telling;
  switch (delivery.purpose) {
    case 'call':
      return delivery.task && call(telling, delivery.task, words);
    case 'withdrawal':
      return delivery.task && aboutCall(telling, delivery.task, 'VOID', '撤回呼叫', words);
    case 'reminder':
      return delivery.task && aboutCall(telling, delivery.task, 'URGE', '请尽快办理', words);
    case 'supervision':
      return delivery.task && supervision(telling, delivery.task, words);
    case 'report':
      return report(telling, words);
    case 'answer':
      return delivery.task && answer(telling, delivery.task, words);
    case 'dispatch':
    case 'letter':
      return undefined;
  }
}

function call(telling: Telling, task: TaskSnapshot, words: XhxyWords): object | undefined {
  const { ticket, requestedAt } = telling.delivery;
  const leadDept = words.agencyFor(task.agency);
  const helpDepts = (task.helpingAgencies ?? []).map(words.agencyFor);
  if (leadDept === undefined || helpDepts.includes(undefined)) return undefined;
  return {
    ...head(telling, 'CALL', task.taskId),
    occurTime: local(ticket.occurredAt, words),
    reportTime: local(requestedAt, words),
    itemCode: ticket.item,
    itemName: ticket.itemName ?? ticket.category,
    sceneCode: ticket.scene,
    grade: NUMBER_OF_GRADE[ticket.grade],
    callKind: callKind(ticket, helpDepts.length),
    ...placeOf(ticket),
    title: cutText(ticket.title, MAX_TITLE),
    content: contentOf(ticket, task),
    source: words.sourceFor(ticket.source),
    contact: telling.reporter && { name: telling.reporter.name, phone: telling.reporter.phone, secret: 0 },
    legalBasis: task.legalBasis,
    leadDept,
    helpDepts,
    limits: { signBy: local(task.signBy, words), finishBy: local(task.finishBy, words) },
    attachments: attachmentsOf(ticket),
  };
}

/** What is asked stands first, so that a long description cannot push it out. */
function contentOf(ticket: TicketSnapshot, task: TaskSnapshot): string {
  const longTitle = ticket.title.length > MAX_TITLE ? ticket.title : '';
  return cutText([task.instruction, longTitle, ticket.description].filter(Boolean).join('\n'), MAX_CONTENT);
}

/** 3 联合执法 when several are asked, 2 重大 when it cannot wait, else 1 日常. */
function callKind(ticket: TicketSnapshot, helping: number): number {
  if (helping > 0) return 3;
  return ticket.grade === 'critical' ? 2 : 1;
}

function placeOf({ place }: TicketSnapshot): object {
  if (!place) return {};
  const { township, grid, address, longitude, latitude } = place;
  const crs = longitude === undefined ? undefined : (place.crs ?? 'UNKNOWN');
  return { townCode: township, gridCode: grid, address, lng: longitude, lat: latitude, crs };
}

/** Only those that lie at an address: a dialect holds no bytes. */
function attachmentsOf(ticket: TicketSnapshot): object[] {
  return (ticket.attachments ?? []).flatMap(({ name, mime, size, url }, index) =>
    url === undefined ? [] : [{ id: `A${index + 1}`, name, mime, size, url }],
  );
}

function aboutCall(telling: Telling, task: TaskSnapshot, type: string, opinion: string, words: XhxyWords): object {
  return {
    ...head(telling, type, task.taskId),
    peerCaseNo: telling.references.task,
    opinion: telling.delivery.supervision?.text ?? task.instruction ?? opinion,
    opTime: local(telling.delivery.requestedAt, words),
  };
}

/** `until`: by then its SUPERVISE_REPLY is expected. */
function supervision(telling: Telling, task: TaskSnapshot, words: XhxyWords): object | undefined {
  const told = telling.delivery.supervision;
  return (
    told && {
      ...aboutCall(telling, task, 'SUPERVISE', told.name, words),
      until: local(told.receiptBy, words),
    }
  );
}

function answer(telling: Telling, task: TaskSnapshot, words: XhxyWords): object | undefined {
  const { answer: told, requestedAt } = telling.delivery;
  return (
    told && {
      ...head(telling, TYPE_OF_ANSWER[told.to], task.taskId),
      peerCaseNo: telling.references.task,
      agreed: told.granted,
      until: local(told.until, words),
      opinion: told.opinion,
      opTime: local(requestedAt, words),
    }
  );
}

function report(telling: Telling, words: XhxyWords): object | undefined {
  const { ticket, report: told } = telling.delivery;
  const peerCaseNo = ticket.source === words.platform ? ticket.eventId : telling.references.ticket;
  if (!told || peerCaseNo === undefined) return undefined;
  const { type, words: step } = TYPE_OF_REPORT[told.status];
  return {
    ...head(telling, type, ticket.ticketId),
    peerCaseNo,
    opinion: [step, told.opinion].filter(Boolean).join(':'),
    operator: told.agency === undefined ? undefined : { dept: words.agencyFor(told.agency) ?? told.agency },
    opTime: local(told.at, words),
    reasonCode: told.reasonCode,
    legalBasis: told.legalBasis,
  };
}

/** `seq` rises with the ticket's version; the message id is the same for every attempt of one delivery. */
function head({ delivery }: Telling, msgType: string, caseNo: string): object {
  return { msgId: delivery.deliveryId, msgType, caseNo, seq: delivery.ticket.version };
}

function local(time: string | undefined, words: XhxyWords): string | undefined {
  return time === undefined ? undefined : localTime(new Date(time), words.zone);
}
