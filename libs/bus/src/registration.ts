import type { MessageHandler } from '@nestjs/microservices';
import type { HandlerExtras } from './bus-handler.js';

/** One bus handler as Nest gave it to the strategy. */
export interface Registration extends HandlerExtras {
  readonly handler: MessageHandler;
}
