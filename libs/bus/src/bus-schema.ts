import type { Schema } from '#libs/store';
import { LogRow } from './embedded/log-row.entity.js';
import { BusOperators1764000000071 } from './operators/bus-operators.migration.js';
import { OperatorActRow } from './operators/operator-act-row.entity.js';
import { PauseRow } from './operators/pause-row.entity.js';
import { OutboxRow } from './outbox/outbox-row.entity.js';
import { BusOutbox1764000000041 } from './persistence/bus-outbox.migration.js';
import { Bus1764000000001 } from './persistence/bus.migration.js';
import { DeadLetterRow } from './persistence/dead-letter-row.entity.js';
import { InboxRow } from './persistence/inbox-row.entity.js';

export const busSchema: Schema = {
  name: 'bus',
  entities: [LogRow, InboxRow, DeadLetterRow, OutboxRow, PauseRow, OperatorActRow],
  migrations: [Bus1764000000001, BusOutbox1764000000041, BusOperators1764000000071],
};
