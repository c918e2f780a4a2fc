import { ApiProperty } from '@nestjs/swagger';
import { DELIVERY_OUTCOMES, DELIVERY_PURPOSES } from '#libs/contracts';
import { OPEN_STATES } from '../domain/delivery-state.js';
import type { DeliveryAttempt } from '../persistence/delivery-attempt.entity.js';
import type { Delivery } from '../persistence/delivery.entity.js';

/** One request to the platform, and what it came to. */
export class AttemptView {
  /** Number of the send. */
  @ApiProperty({ type: Number }) number: number;
  @ApiProperty({ type: String, enum: ['send', 'look-up'] }) kind: 'send' | 'look-up';
  @ApiProperty({ type: String, format: 'date-time' }) startedAt: string;
  @ApiProperty({ type: String, format: 'date-time' }) endedAt: string;
  @ApiProperty({ type: String }) outcome: string;
  @ApiProperty({ type: String, required: false }) detail?: string;
  @ApiProperty({ type: String, required: false, description: 'masked, at most 8 KiB' }) request?: string;
  @ApiProperty({ type: String, required: false, description: 'masked, at most 8 KiB' }) reply?: string;
}

/** One thing that a platform is or was to be told. */
export class DeliveryView {
  @ApiProperty({ type: String }) deliveryId: string;
  @ApiProperty({ type: String }) platform: string;
  @ApiProperty({ type: String }) ticketId: string;
  @ApiProperty({ type: String, required: false }) taskId?: string;
  @ApiProperty({ type: String, enum: DELIVERY_PURPOSES }) purpose: string;
  @ApiProperty({ type: String, enum: [...OPEN_STATES, ...DELIVERY_OUTCOMES] }) state: string;
  @ApiProperty({ type: Number, description: 'sends that were started' }) attempts: number;
  @ApiProperty({ type: String, format: 'date-time' }) requestedAt: string;
  /** Absent while it stands behind another delivery of its ticket, or a request is under way. */
  @ApiProperty({ type: String, format: 'date-time', required: false }) nextAttemptAt?: string;
  @ApiProperty({ type: String, format: 'date-time', required: false }) settledAt?: string;
  @ApiProperty({ type: String, required: false, description: "the platform's number" }) reference?: string;
  @ApiProperty({ type: String, required: false }) detail?: string;
  @ApiProperty({ type: [AttemptView] }) history: AttemptView[];
}

/** A page of deliveries, newest first. */
export class DeliveryPage {
  @ApiProperty({ type: [DeliveryView] }) items: DeliveryView[];
  @ApiProperty({ type: String, required: false, description: 'absent on the last page' }) nextCursor?: string;
}

export function deliveryView(row: Delivery, attempts: readonly DeliveryAttempt[]): DeliveryView {
  return {
    deliveryId: row.id,
    platform: row.platform,
    ticketId: row.ticketId,
    ...(row.taskId === null ? {} : { taskId: row.taskId }),
    purpose: row.purpose,
    state: row.state,
    attempts: row.attempts,
    requestedAt: row.requestedAt.toISOString(),
    ...(row.nextAttemptAt === null ? {} : { nextAttemptAt: row.nextAttemptAt.toISOString() }),
    ...(row.settledAt === null ? {} : { settledAt: row.settledAt.toISOString() }),
    ...(row.reference === null ? {} : { reference: row.reference }),
    ...(row.detail === null ? {} : { detail: row.detail }),
    history: attempts.toSorted((a, b) => a.number - b.number || a.lookUp - b.lookUp).map(attemptView),
  };
}

function attemptView(attempt: DeliveryAttempt): AttemptView {
  return {
    number: attempt.number,
    kind: attempt.lookUp === 0 ? 'send' : 'look-up',
    startedAt: attempt.startedAt.toISOString(),
    endedAt: attempt.endedAt.toISOString(),
    outcome: attempt.outcome,
    ...(attempt.detail === null ? {} : { detail: attempt.detail }),
    ...(attempt.request === null ? {} : { request: attempt.request }),
    ...(attempt.reply === null ? {} : { reply: attempt.reply }),
  };
}
