import type { Grade, PublicStatus, RequestKind, SideEvent } from '#libs/contracts';

/**
 * What the platform's message says about the case. An answer (RETURN_REPLY, EXTEND_REPLY, SUSPEND_REPLY) is not in the list:
 * the office answers, nobody answers it; it is put into quarantine rather than taken for a status.
 */
export const STATUS_OF_TYPE: Readonly<Record<string, PublicStatus | SideEvent>> = {
  SIGN: 'ACCEPTED',
  FEEDBACK: 'IN_PROGRESS',
  RETURN: 'RETURNED',
  EXTEND_APPLY: 'EXTENSION_REQUESTED',
  SUSPEND_APPLY: 'SUSPENDED',
  RESOLVE: 'RESOLVED',
  VERIFY: 'VERIFIED',
  CLOSE: 'CLOSED',
  VOID: 'VOID',
  URGE: 'URGE',
  SUPERVISE: 'SUPERVISE',
  SUPERVISE_REPLY: 'RECEIPT',
  ARRIVE: 'ARRIVE',
  EVALUATE: 'EVALUATE',
};

/**
 * How we tell the platform about a problem that it passed down. It has no word for our inner steps: they are feedback with
 * the step's name. RETURNED is feedback too: a station that gives a task back is not the township refusing the problem.
 */
export const TYPE_OF_REPORT: Readonly<Record<PublicStatus, { type: string; words: string }>> = {
  RECEIVED: { type: 'SIGN', words: '已受理' },
  DISPATCHED: { type: 'FEEDBACK', words: '已派发' },
  ACCEPTED: { type: 'FEEDBACK', words: '承办单位已签收' },
  IN_PROGRESS: { type: 'FEEDBACK', words: '处置中' },
  RETURNED: { type: 'FEEDBACK', words: '承办单位退单,另行派发' },
  EXTENSION_REQUESTED: { type: 'FEEDBACK', words: '承办单位申请延期' },
  RESOLVED: { type: 'RESOLVE', words: '已办结' },
  VERIFIED: { type: 'VERIFY', words: '已回访' },
  CLOSED: { type: 'CLOSE', words: '已结案' },
  SUSPENDED: { type: 'FEEDBACK', words: '已挂账' },
  VOID: { type: 'VOID', words: '已作废' },
};

/** How we answer what a bureau had asked for about a call. */
export const TYPE_OF_ANSWER: Readonly<Record<RequestKind, string>> = {
  return: 'RETURN_REPLY',
  extension: 'EXTEND_REPLY',
  suspension: 'SUSPEND_REPLY',
};

/** Its `grade`. It has none for an enquiry, whose limits we give in `limits`: 一般 is the nearest. */
export const NUMBER_OF_GRADE: Readonly<Record<Grade, number>> = {
  critical: 1,
  urgent: 2,
  ordinary: 3,
  difficult: 4,
  enquiry: 3,
};

export const GRADE_OF_NUMBER: Readonly<Record<string, Grade>> = {
  '1': 'critical',
  '2': 'urgent',
  '3': 'ordinary',
  '4': 'difficult',
};
