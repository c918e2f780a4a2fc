import type { Schema } from '#libs/store';
import { LogRow } from './embedded/log-row.entity.js';
import { OutboxRow } from './outbox/outbox-row.entity.js';
import { BusOutbox1764000000041 } from './persistence/bus-outbox.migration.js';
import { Bus1764000000001 } from './persistence/bus.migration.js';
import { DeadLetterRow } from './persistence/dead-letter-row.entity.js';
import { InboxRow } from './persistence/inbox-row.entity.js';

export const busSchema: Schema = {
  name: 'bus',
  entities: [LogRow, InboxRow, DeadLetterRow, OutboxRow],
  migrations: [Bus1764000000001, BusOutbox1764000000041],
};
