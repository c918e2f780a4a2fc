import type { Delivery } from '../persistence/delivery.entity.js';
import type { EndedAttempt } from './lane-step.js';

/** The end of an attempt whose process died with it: it may have been sent, or not. */
export function endOfInterrupted(row: Readonly<Delivery>, now: Date, chance: number): EndedAttempt {
  return {
    deliveryId: row.id,
    number: row.attempts,
    lookUp: 0,
    outcome: { kind: 'unknown', detail: '发送途中进程中断,不能确定是否已送达' },
    startedAt: row.lastAttemptAt ?? now,
    endedAt: now,
    request: null,
    reply: null,
    chance,
    tellsHealth: false,
  };
}
