import type { Schema } from '#libs/store';
import { HandlerRow } from './handlers/handler-row.entity.js';
import { LogRow } from './embedded/log-row.entity.js';
import { BusOperators1764000000071 } from './operators/bus-operators.migration.js';
import { OperatorActRow } from './operators/operator-act-row.entity.js';
import { PauseRow } from './operators/pause-row.entity.js';
import { OutboxRow } from './outbox/outbox-row.entity.js';
import { BusOutbox1764000000041 } from './persistence/bus-outbox.migration.js';
import { Bus1764000000001 } from './persistence/bus.migration.js';
import { ParkedKeyRow } from './parked/parked-key-row.entity.js';
import { ParkedRow } from './parked/parked-row.entity.js';
import { BusParked1764000000061 } from './persistence/bus-parked.migration.js';
import { DeadLetterRow } from './dead-letters/dead-letter-row.entity.js';
import { InboxRow } from './persistence/inbox-row.entity.js';

export const busSchema: Schema = {
  name: 'bus',
  entities: [LogRow, InboxRow, DeadLetterRow, OutboxRow, PauseRow, OperatorActRow, HandlerRow, ParkedKeyRow, ParkedRow],
  migrations: [Bus1764000000001, BusOutbox1764000000041, BusParked1764000000061, BusOperators1764000000071],
};
