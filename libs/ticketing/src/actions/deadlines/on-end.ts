import type { DeadlineKind } from '../../domain/deadline-kinds.js';
import type { Deadline } from '../../persistence/deadline.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';
import { escalateBreach } from './escalate.js';
import { askForAudit, askForRevisit, noteAbsence } from './member-due.js';

type OnEnd = (sheet: TicketSheet, deadline: Deadline) => void;

/** What follows when the end of a deadline has passed, after the step that says so; without it there is no step either. */
export const ON_END: Readonly<Record<DeadlineKind, OnEnd | undefined>> = {
  sign: escalateBreach,
  contact: escalateBreach,
  arrive: noteAbsence,
  finish: escalateBreach,
  stage: escalateBreach,
  // Nothing has happened to the ticket: that the way is closed shows when somebody wants to go it.
  'return-window': undefined,
  ruling: escalateBreach,
  'extension-answer': escalateBreach,
  'suspension-review': (sheet) => sheet.openDesk('suspension-review', '挂账到期，请复核：恢复办理，或重新挂账。'),
  revisit: escalateBreach,
  'source-revisit': askForRevisit,
  rectify: escalateBreach,
  audit: askForAudit,
};
