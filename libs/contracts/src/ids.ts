import { hash } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 26 characters of Crockford base32 over the first 130 bits of a SHA-256: short enough for every dialect's number field. */
function base32(hex: string): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (let at = 0; text.length < 26; at++) {
    const code = hex.charCodeAt(at);
    value = ((value & 15) << 4) | (code < 58 ? code - 48 : code - 87);
    bits += 4;
    if (bits < 5) continue;
    bits -= 5;
    text += ALPHABET[(value >>> bits) & 31];
  }
  return text;
}

/**
 * SHA-256, lower hex, over parts that are length-prefixed, so that no two different lists hash alike. As text, since to hand
 * out the bytes costs more than the hash.
 */
export function hashOfParts(parts: readonly (string | number)[]): string {
  let text = '';
  for (const part of parts) text += `${Buffer.byteLength(String(part))}:${part}`;
  return hash('sha256', text, 'hex');
}

/** The ticket id of an event: the same event always gets the same id, with no look-up. */
export function ticketIdOf(source: string, epoch: number, eventId: string): string {
  return base32(hashOfParts(['ticket', source, epoch, eventId]));
}

export function taskIdOf(ticketId: string, number: number): string {
  return `${ticketId}-${number}`;
}

const TICKET_ID = /^[0-9a-hjkmnp-tv-z]{26}$/;
const TASK_ID = /^([0-9a-hjkmnp-tv-z]{26})-\d{1,4}$/;

export function isTicketId(text: string): boolean {
  return TICKET_ID.test(text);
}

/** The ticket id inside a task id, or undefined when the text is no task id of ours. */
export function ticketIdOfTask(text: string): string | undefined {
  return TASK_ID.exec(text)?.[1];
}
