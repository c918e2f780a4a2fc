import type { LookUpResult, PlatformReply, Understanding } from '../../dialect.js';
import { isOurs } from '../../reading/callback-from.js';
import { idField } from '../../reading/fields.js';
import { isRefusalStatus, isSuccessStatus, replyJson } from '../../reading/reply-json.js';
import { UnreadableItem } from '../../reading/unreadable-item.js';

interface Envelope {
  /** As a whole number, whether it came as one or as text. */
  code: number;
  message: string;
  data: Record<string, unknown>;
}

const NOT_FOUND = 40404;

/** `{code, msg, data}` with code 0 is a yes, with another whole code a no; anything else says nothing. */
export function understandReply(reply: PlatformReply): Understanding {
  const envelope = envelopeOf(reply);
  if (isRefusalStatus(reply.status)) {
    const reason = envelope && envelope.code !== 0 ? reasonOf(envelope) : '';
    return { kind: 'no', detail: `HTTP ${reply.status} ${reason}`.trim() };
  }
  if (!isSuccessStatus(reply.status)) return { kind: 'unknown', detail: `HTTP ${reply.status}` };
  if (!envelope) return { kind: 'unknown', detail: '答复不是约定的形式' };
  if (envelope.code !== 0) return { kind: 'no', detail: reasonOf(envelope) };
  return { kind: 'yes', ...referenceOf(envelope) };
}

export function understandLookUp(reply: PlatformReply): LookUpResult {
  const envelope = envelopeOf(reply);
  if (envelope?.code === NOT_FOUND && (isSuccessStatus(reply.status) || reply.status === 404))
    return { kind: 'absent' };
  if (!envelope || !isSuccessStatus(reply.status) || envelope.code !== 0)
    return { kind: 'unknown', detail: envelope ? reasonOf(envelope) : `HTTP ${reply.status},答复不是约定的形式` };
  return { kind: 'found', ...referenceOf(envelope) };
}

export function envelopeOf(reply: PlatformReply): Envelope | undefined {
  const value = replyJson(reply);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { code, msg, data } = value as Record<string, unknown>;
  // Looked at before it is made a text: an object of theirs may have a `toString` that is none.
  if ((typeof code !== 'number' && typeof code !== 'string') || !/^-?\d{1,9}$/.test(String(code))) return undefined;
  return {
    code: Number(code),
    message: typeof msg === 'string' ? msg.slice(0, 500) : '',
    data: typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {},
  };
}

function reasonOf({ code, message }: Envelope): string {
  return `${code} ${message}`.trim();
}

/** Their number stands as peerCaseNo, or, where a peer does not change the places, as caseNo. */
function referenceOf({ data }: Envelope): { reference?: string } {
  for (const name of ['peerCaseNo', 'caseNo']) {
    const number = numberOf(data[name]);
    if (number !== undefined && !isOurs(number)) return { reference: number };
  }
  return {};
}

/** A yes stays a yes when its number cannot be trusted: it then has none. */
function numberOf(value: unknown): string | undefined {
  try {
    return idField('caseNo', value);
  } catch (error) {
    if (error instanceof UnreadableItem) return undefined;
    throw error;
  }
}
