import { callbackFrom, isOurs } from '../../reading/callback-from.js';
import { eventFrom } from '../../reading/event-from.js';
import { idField, missing, textField, unmapped } from '../../reading/fields.js';
import type { TimeContext } from '../../reading/outside-time.js';
import type { Reading } from '../../readings.js';
import { GRADE_OF_NUMBER, STATUS_OF_TYPE } from './message-types.js';

export type XhxyMessage = Record<string, unknown>;

/** CALL is a problem passed down to the township; every other type is a callback. Throws UnreadableItem. */
export function readMessage(
  message: XhxyMessage,
  index: number,
  context: TimeContext,
  agencyOf: (theirs: string) => string,
): Reading {
  const type = textField('msgType', message['msgType'], 64);
  if (type === undefined) throw missing('msgType');
  if (type === 'CALL') return { kind: 'event', index, event: readCall(message, context) };
  const status = Object.hasOwn(STATUS_OF_TYPE, type) ? STATUS_OF_TYPE[type] : undefined;
  if (status === undefined) throw unmapped('status', type);
  const operator = part(message['operator']);
  const theirAgency = textField('operator.dept', operator['dept'], 64);
  const callback = callbackFrom(
    {
      ...numbers(message),
      messageId: message['msgId'],
      status,
      rawStatus: type,
      occurredAt: message['opTime'],
      opinion: opinionOf(message),
      reasonCode: message['reasonCode'],
      legalBasis: message['legalBasis'],
      operatorId: operator['id'],
      operatorName: operator['name'],
      operatorAgency: theirAgency === undefined ? undefined : agencyOf(theirAgency),
      finding: message['finding'],
      findingPlace: message['findPlace'],
      solved: message['solved'],
      satisfaction: message['satisfaction'],
      attachments: message['attachments'],
    },
    context,
  );
  return { kind: 'callback', index, callback };
}

/** An application to extend says until when; the mechanism decides that by its own rules, people read it here. */
function opinionOf(message: XhxyMessage): string | undefined {
  const until = textField('extendTo', message['extendTo'], 64);
  const parts = [
    textField('opinion', message['opinion'], 4000),
    textField('extendReason', message['extendReason'], 2000),
    until && `申请延至 ${until}`,
  ];
  return parts.filter(Boolean).join(';') || undefined;
}

/**
 * The sender writes its own number as caseNo and the receiver's as peerCaseNo; peers mix them up, so our own is taken from
 * either place, by its form.
 */
function numbers(message: XhxyMessage): { ourId?: string; reference?: string } {
  const own = idField('caseNo', message['caseNo']);
  const peer = idField('peerCaseNo', message['peerCaseNo']);
  if (isOurs(peer)) return own === undefined || isOurs(own) ? { ourId: peer } : { ourId: peer, reference: own };
  if (isOurs(own)) return peer === undefined ? { ourId: own } : { ourId: own, reference: peer };
  return own === undefined ? {} : { reference: own };
}

function readCall(message: XhxyMessage, context: TimeContext) {
  const remarks: string[] = [];
  const contact = part(message['contact']);
  if (contact['secret'] === 1 || contact['secret'] === '1') remarks.push('来电人要求保密');
  const grade = textField('grade', message['grade'], 64);
  if (grade !== undefined && !Object.hasOwn(GRADE_OF_NUMBER, grade)) throw unmapped('grade', grade);
  return eventFrom(
    {
      eventId: message['caseNo'],
      messageId: message['msgId'],
      title: message['title'],
      description: message['content'],
      occurredAt: message['occurTime'],
      reportedAt: message['reportTime'],
      category: message['itemName'],
      item: message['itemCode'],
      scene: message['sceneCode'],
      grade: grade === undefined ? undefined : GRADE_OF_NUMBER[grade],
      township: message['townCode'],
      grid: message['gridCode'],
      address: message['address'],
      longitude: message['lng'],
      latitude: message['lat'],
      crs: message['crs'],
      reporterName: contact['name'],
      reporterPhone: contact['phone'],
      attachments: message['attachments'],
    },
    context,
    remarks,
  );
}

function part(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
