import { COORDINATE_SYSTEMS, GRADES } from '#libs/contracts';
import type { ReadEvent } from '../readings.js';
import { attachments } from './attachments.js';
import { coordinates } from './coordinates.js';
import { cutText } from './cut-text.js';
import { idField, missing, textField, wordField } from './fields.js';
import { outsideTime, type TimeContext } from './outside-time.js';
import { reporter } from './reporter.js';
import { withoutUndefined } from './without-undefined.js';

/** The fields of an event, in our names, with the platform's values. */
export const EVENT_FIELDS = [
  'eventId',
  'messageId',
  'title',
  'description',
  'occurredAt',
  'reportedAt',
  'category',
  'item',
  'scene',
  'grade',
  'township',
  'grid',
  'address',
  'longitude',
  'latitude',
  'crs',
  'reporterName',
  'reporterPhone',
  'reporterIdNumber',
  'attachments',
] as const;
export type EventField = (typeof EVENT_FIELDS)[number];

const MAX_TITLE = 200;
const MAX_DESCRIPTION = 20_000;

/** Checks and cleans one event. Throws UnreadableItem. `remarks` may already hold what the dialect noticed. */
export function eventFrom(
  raw: Partial<Record<EventField, unknown>>,
  context: TimeContext,
  remarks: string[] = [],
): ReadEvent {
  const eventId = idField('eventId', raw.eventId);
  if (eventId === undefined) throw missing('eventId');
  const place = coordinates(raw.longitude, raw.latitude, remarks);
  return withoutUndefined<ReadEvent>({
    eventId,
    messageId: idField('messageId', raw.messageId),
    ...texts(raw, remarks),
    occurredAt: outsideTime('发生时间', raw.occurredAt, context, remarks),
    reportedAt: outsideTime('上报时间', raw.reportedAt, context, remarks),
    category: textField('category', raw.category, 100),
    item: textField('item', raw.item, 64),
    scene: textField('scene', raw.scene, 64),
    grade: wordField('grade', raw.grade, GRADES),
    township: textField('township', raw.township, 32),
    grid: textField('grid', raw.grid, 64),
    address: textField('address', raw.address, 500),
    ...place,
    crs: place.longitude === undefined ? undefined : wordField('crs', raw.crs, COORDINATE_SYSTEMS),
    reporter: reporter({ name: raw.reporterName, phone: raw.reporterPhone, idNumber: raw.reporterIdNumber }, remarks),
    attachments: attachments(raw.attachments, remarks),
    remarks: remarks.length > 0 ? remarks : undefined,
  });
}

/** A title that is too long is cut, and nothing of it is lost: the whole stands at the head of the description. */
function texts(raw: Partial<Record<EventField, unknown>>, remarks: string[]): { title: string; description: string } {
  const whole = textField('title', raw.title, MAX_DESCRIPTION);
  if (whole === undefined) throw missing('title');
  const description = textField('description', raw.description, MAX_DESCRIPTION) ?? '';
  if (whole.length <= MAX_TITLE) return { title: whole, description };
  remarks.push(`标题超过 ${MAX_TITLE} 字,已截短,全文在描述开头`);
  return {
    title: cutText(whole, MAX_TITLE),
    description: textField('description', `${whole}\n${description}`, MAX_DESCRIPTION) ?? '',
  };
}
