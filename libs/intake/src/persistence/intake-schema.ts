import type { Schema } from '#libs/store';
import { BlobRow } from './blob-row.entity.js';
import { CursorRow } from './cursor-row.entity.js';
import { IntakeBlobs1764000000081 } from './intake-blobs.migration.js';
import { Intake1764000000004 } from './intake.migration.js';
import { NonceRow } from './nonce-row.entity.js';
import { QuarantineRow } from './quarantine-row.entity.js';

export const intakeSchema: Schema = {
  name: 'intake',
  entities: [BlobRow, QuarantineRow, NonceRow, CursorRow],
  migrations: [Intake1764000000004, IntakeBlobs1764000000081],
};
