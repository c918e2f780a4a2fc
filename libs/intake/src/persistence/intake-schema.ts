import type { Schema } from '#libs/store';
import { CursorRow } from './cursor-row.entity.js';
import { Intake1764000000004 } from './intake.migration.js';
import { NonceRow } from './nonce-row.entity.js';
import { QuarantineRow } from './quarantine-row.entity.js';

export const intakeSchema: Schema = {
  name: 'intake',
  entities: [QuarantineRow, NonceRow, CursorRow],
  migrations: [Intake1764000000004],
};
