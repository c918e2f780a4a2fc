import type { Understanding } from '#libs/platforms';
import type { AttemptOutcome } from './attempt-outcome.js';

/** The platform says: not now. Nothing was acted upon. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

/** Whether the status alone says that the platform did not act, whatever the body holds. */
export function isNotNow(status: number, retryAfter: number | undefined): boolean {
  return NOT_NOW.has(status) || (status === 503 && retryAfter !== undefined);
}

/**
 * What a whole reply comes to. The dialect is asked (`understanding`) except where the status decides: a platform that
 * failed in the middle (5xx) may have acted, whatever its body says.
 */
export function outcomeOfReply(
  status: number,
  retryAfter: number | undefined,
  understanding: Understanding,
): AttemptOutcome {
  if (isNotNow(status, retryAfter)) {
    return {
      kind: 'not-sent',
      detail: `平台答复 HTTP ${status},要求稍后再试`,
      ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
    };
  }
  if (status >= 500) return { kind: 'unknown', detail: `平台答复 HTTP ${status},不能确定是否已收到` };
  if (understanding.kind === 'yes') return accepted(understanding.reference);
  if (understanding.kind === 'no') return { kind: 'refused', detail: understanding.detail };
  if (status >= 400) return { kind: 'refused', detail: `平台答复 HTTP ${status}` };
  return { kind: 'unknown', detail: `平台的答复无法识别(HTTP ${status}):${understanding.detail}` };
}

const LONGEST_REFERENCE = 128;

/** A reference that no message could carry is left out: the acceptance is what counts. */
export function accepted(reference: string | undefined): AttemptOutcome {
  const text = reference?.trim();
  return text && text.length <= LONGEST_REFERENCE ? { kind: 'accepted', reference: text } : { kind: 'accepted' };
}
