import { EventPattern } from '@nestjs/microservices';
import type { MessageType } from '#libs/contracts';
import type { LoadStage } from '#libs/store';
import type { RecoverabilityPolicy } from './recoverability.js';

/** Marks handlers that belong to this bus, whatever other strategies an app connects. */
export const BUS = Symbol('huying-bus');

export interface HandlerOptions<B extends object> {
  /** Consumer group. Each group hears every message once; a group has one handler per message type. */
  readonly group: string;
  /** What must be loaded and locked before the handler can decide. */
  readonly load: readonly LoadStage<B>[];
  /** What happens when the handler throws; the boot refuses a handler without one. */
  readonly policy: RecoverabilityPolicy;
}

export interface HandlerExtras {
  readonly message: MessageType;
  readonly options: HandlerOptions<object>;
}

/**
 * A bus handler: a synchronous method `(@Payload() body, @Ctx() context: BusContext) => Decision` that decides for ONE
 * message. The bus loads for the whole batch, calls it message by message, and writes everything in one transaction. It must
 * not wait for anything: outside calls belong to delivery.
 */
export function BusHandler<B extends object>(message: MessageType<B>, options: HandlerOptions<B>): MethodDecorator {
  return EventPattern(message.name, BUS, { message, options }) as MethodDecorator;
}
