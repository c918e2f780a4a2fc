import { acceptReturnAct } from './accept-return.act.js';
import type { Act } from './act.js';
import { auditAct } from './audit.act.js';
import { assignAct } from './assign.act.js';
import { closeAct } from './close.act.js';
import { conveneAct } from './convene.act.js';
import { minutesAct } from './minutes.act.js';
import { mergeAct } from './merge.act.js';
import { recordContactAct } from './record-contact.act.js';
import { recordStageAct } from './record-stage.act.js';
import { recordArrivalAct } from './record-arrival.act.js';
import { rectifyAct } from './rectify.act.js';
import { completeReturnAct } from './complete-return.act.js';
import { grantExtensionAct } from './grant-extension.act.js';
import { investigateAct } from './investigate.act.js';
import { refuseExtensionAct } from './refuse-extension.act.js';
import { refuseReturnAct } from './refuse-return.act.js';
import { refuseSuspensionAct } from './refuse-suspension.act.js';
import { resolveAct } from './resolve.act.js';
import { resumeAct } from './resume.act.js';
import { revisitAct } from './revisit.act.js';
import { ruleAct } from './rule.act.js';
import { superviseAct } from './supervise.act.js';
import { supervisionAnswerAct } from './supervision-answer.act.js';
import { supervisionReceiptAct } from './supervision-receipt.act.js';
import { supervisionReleaseAct } from './supervision-release.act.js';
import { suspendAct } from './suspend.act.js';
import { unmergeAct } from './unmerge.act.js';
import { voidAct } from './void.act.js';
import { waiveMemberAct } from './waive-member.act.js';

/** What people may do to tickets. */
export const ACTS: readonly Act[] = [
  assignAct,
  conveneAct,
  recordArrivalAct,
  waiveMemberAct,
  minutesAct,
  investigateAct,
  completeReturnAct,
  acceptReturnAct,
  refuseReturnAct,
  ruleAct,
  grantExtensionAct,
  refuseExtensionAct,
  suspendAct,
  refuseSuspensionAct,
  resumeAct,
  resolveAct,
  revisitAct,
  rectifyAct,
  closeAct,
  auditAct,
  voidAct,
  mergeAct,
  unmergeAct,
  recordContactAct,
  recordStageAct,
  superviseAct,
  supervisionReceiptAct,
  supervisionAnswerAct,
  supervisionReleaseAct,
];
