import type { DeliveryPurpose, PublicStatus } from '#libs/contracts';
import { ticketIdOfTask } from '#libs/contracts';

/** What Huying sends to the 乡呼县应 platform, as far as the platform looks at it. Each side writes its own number as `caseNo`. */
export interface XhxyMessage {
  msgId: string;
  msgType: string;
  caseNo: string;
  peerCaseNo?: string;
  leadDept?: string;
}

const REPORTS: Record<string, PublicStatus | undefined> = {
  // The township signs for what was passed down to it: it has it, and has given it to nobody yet.
  SIGN: 'RECEIVED',
  FEEDBACK: undefined,
  RETURN: 'RETURNED',
  EXTEND_APPLY: 'EXTENSION_REQUESTED',
  SUSPEND_APPLY: 'SUSPENDED',
  RESOLVE: 'RESOLVED',
  VERIFY: 'VERIFIED',
  CLOSE: 'CLOSED',
  VOID: 'VOID',
};

/** What the message is for, and the status that it tells when it is a report; undefined for a word that D1 does not know. */
export function meaningOf(message: XhxyMessage): { purpose: DeliveryPurpose; status?: PublicStatus } | undefined {
  const { msgType } = message;
  if (msgType === 'CALL') return { purpose: 'call' };
  if (msgType === 'URGE') return { purpose: 'reminder' };
  if (msgType === 'SUPERVISE') return { purpose: 'supervision' };
  if (msgType === 'RETURN_REPLY' || msgType === 'EXTEND_REPLY' || msgType === 'SUSPEND_REPLY')
    return { purpose: 'answer' };
  if (msgType === 'VOID' && ticketIdOfTask(message.caseNo)) return { purpose: 'withdrawal' };
  if (!(msgType in REPORTS)) return undefined;
  const status = REPORTS[msgType];
  return { purpose: 'report', ...(status ? { status } : {}) };
}
