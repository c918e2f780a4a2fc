import type { DeadlineKind } from '../../domain/deadline-kinds.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { escalateBreach } from './escalate.js';
import { askForAudit, askForRevisit, noteAbsence } from './member-due.js';

type OnEnd = (sheet: TicketSheet, deadline: Deadline) => void;

/** For whom nothing follows but the step in the history. */
const onRecord: OnEnd = () => undefined;

/** What follows when the end of a deadline has passed, after the step that says so. */
export const ON_END: Readonly<Record<DeadlineKind, OnEnd>> = {
  sign: escalateBreach,
  contact: escalateBreach,
  arrive: noteAbsence,
  finish: escalateBreach,
  stage: escalateBreach,
  'return-window': onRecord,
  ruling: escalateBreach,
  'extension-answer': escalateBreach,
  'suspension-review': (sheet) => sheet.openDesk('suspension-review', '挂账到期，请复核：恢复办理，或重新挂账。'),
  revisit: escalateBreach,
  'source-revisit': askForRevisit,
  rectify: escalateBreach,
  audit: askForAudit,
};
