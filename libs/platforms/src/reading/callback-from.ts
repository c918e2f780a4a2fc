import { isTicketId, PUBLIC_STATUSES, SIDE_EVENTS, ticketIdOfTask } from '#libs/contracts';
import type { ReadCallback } from '../readings.js';
import { attachments } from './attachments.js';
import { idField, missing, textField, unmapped } from './fields.js';
import { outsideTime, type TimeContext } from './outside-time.js';
import { UnreadableItem } from './unreadable-item.js';
import { withoutUndefined } from './without-undefined.js';

/** The fields of a callback, in our names, with the platform's values; `status` already in our words. */
export const CALLBACK_FIELDS = [
  'ourId',
  'reference',
  'eventId',
  'messageId',
  'status',
  'occurredAt',
  'opinion',
  'reasonCode',
  'legalBasis',
  'finding',
  'findingPlace',
  'operatorId',
  'operatorName',
  'operatorAgency',
  'solved',
  'satisfaction',
  'attachments',
] as const;
export type CallbackField = (typeof CALLBACK_FIELDS)[number];

/** Checks and cleans one callback. Throws UnreadableItem. */
export function callbackFrom(
  raw: Partial<Record<CallbackField, unknown>> & { rawStatus?: string },
  context: TimeContext,
): ReadCallback {
  const remarks: string[] = [];
  return withoutUndefined<ReadCallback>({
    ...ids(raw, remarks),
    messageId: idField('messageId', raw.messageId),
    ...statusOf(raw.status),
    rawStatus: raw.rawStatus?.slice(0, 64),
    occurredAt: outsideTime('操作时间', raw.occurredAt, context, remarks),
    opinion: textField('opinion', raw.opinion, 4000),
    reasonCode: textField('reasonCode', raw.reasonCode, 64),
    legalBasis: textField('legalBasis', raw.legalBasis, 500),
    finding: textField('finding', raw.finding, 4000),
    findingPlace: textField('findingPlace', raw.findingPlace, 200),
    operator: operatorOf(raw),
    solved: solvedOf(raw.solved),
    satisfaction: satisfactionOf(raw.satisfaction),
    attachments: attachments(raw.attachments, remarks),
    remarks: remarks.length > 0 ? remarks : undefined,
  });
}

/** Whether the text has the form of a task id or a ticket id of ours. */
export function isOurs(text: string | undefined): text is string {
  return text !== undefined && (isTicketId(text) || ticketIdOfTask(text) !== undefined);
}

function ids(
  raw: Partial<Record<CallbackField, unknown>>,
  remarks: string[],
): Pick<ReadCallback, 'ourId' | 'reference' | 'eventId'> {
  const given = idField('ourId', raw.ourId);
  const ourId = isOurs(given) ? given : undefined;
  const reference = idField('reference', raw.reference);
  const eventId = idField('eventId', raw.eventId);
  if (ourId === undefined && reference === undefined && eventId === undefined)
    throw new UnreadableItem('no-id', given === undefined ? '没有任何编号' : '所给的我方编号不是我方编号');
  if (given !== undefined && ourId === undefined) remarks.push('所给的我方编号不是我方编号,未采用');
  return withoutUndefined({ ourId, reference, eventId });
}

function statusOf(value: unknown): Pick<ReadCallback, 'status' | 'sideEvent'> {
  const word = textField('status', value, 64);
  if (word === undefined) throw missing('status');
  const status = PUBLIC_STATUSES.find((known) => known === word);
  if (status) return { status };
  const sideEvent = SIDE_EVENTS.find((known) => known === word);
  if (sideEvent) return { sideEvent };
  throw unmapped('status', word);
}

function operatorOf(raw: Partial<Record<CallbackField, unknown>>): ReadCallback['operator'] {
  const operator = withoutUndefined<NonNullable<ReadCallback['operator']>>({
    id: textField('operatorId', raw.operatorId, 64),
    name: textField('operatorName', raw.operatorName, 100),
    agency: textField('operatorAgency', raw.operatorAgency, 64),
  });
  return Object.keys(operator).length > 0 ? operator : undefined;
}

function solvedOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'boolean') throw new UnreadableItem('field-invalid', '字段 solved 应为 true 或 false');
  return value;
}

function satisfactionOf(value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const level = typeof value === 'string' && /^[1-5]$/.test(value) ? Number(value) : value;
  if (typeof level !== 'number' || !Number.isInteger(level) || level < 1 || level > 5)
    throw new UnreadableItem('field-invalid', '字段 satisfaction 应为 1 至 5 的整数');
  return level;
}
