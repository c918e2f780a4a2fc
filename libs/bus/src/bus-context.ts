import { BaseRpcContext } from '@nestjs/microservices';
import type { View } from '#libs/store';
import type { Circumstances } from './decision.js';
import type { StoredRecord } from './envelope.js';

/** What guards, interceptors and a handler's `@Ctx()` see of the message in hand. */
export class BusContext extends BaseRpcContext<[StoredRecord, Circumstances]> implements Circumstances {
  get record(): StoredRecord {
    return this.getArgByIndex(0);
  }
  get view(): View {
    return (this.getArgByIndex(1) as Circumstances).view;
  }
  get now(): Date {
    return (this.getArgByIndex(1) as Circumstances).now;
  }
}
