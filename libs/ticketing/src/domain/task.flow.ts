import { defineFlow } from './flow.js';

export const TASK_STATES = [
  'pending',
  'delivered',
  'signed',
  'handling',
  'extension-requested',
  'return-requested',
  'done',
  'returned',
  'refused',
  'undeliverable',
  'unconfirmed',
  'withdrawn',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

const SKIPPED = 'a platform may tell a later step without the ones before';
const PROVED = 'a callback that names the task proves that it arrived';
const WITHDRAWN = 'the ticket was voided, closed or sent elsewhere';
const MORE_TIME = 'the agency asks for more time';
const NOT_OURS = 'the agency says "not ours": it stays with the first receiver (首接负责) until that is answered';
const LET_PASS = 'a late return, or one without reason, that the office let pass';
const ANSWERED = 'the office answered: the task stands as it stood before the request';

/**
 * 任务单: what one agency is asked to do. A request (延期申请, 退单) changes nothing until it is answered; beside the way back
 * from an answered request there is no way back: a callback that would need one is kept and not followed. 挂账 is asked for the
 * ticket, and 调查 is a record: neither is a state of a task.
 */
export const taskFlow = defineFlow<TaskState>({
  name: 'task',
  start: 'pending',
  states: {
    pending: {
      label: '待投递',
      reportsAs: 'RECEIVED',
      to: {
        delivered: 'the platform accepted it',
        signed: PROVED,
        handling: PROVED,
        'extension-requested': PROVED,
        'return-requested': PROVED,
        done: PROVED,
        refused: 'the platform said no',
        undeliverable: 'the platform could not be reached in time',
        unconfirmed: 'it may have arrived: the reply was lost',
        withdrawn: WITHDRAWN,
      },
    },
    delivered: {
      label: '已送达',
      reportsAs: 'DISPATCHED',
      to: {
        signed: 'the agency signed',
        handling: SKIPPED,
        'extension-requested': SKIPPED,
        'return-requested': NOT_OURS,
        done: SKIPPED,
        returned: LET_PASS,
        withdrawn: WITHDRAWN,
      },
    },
    signed: {
      label: '已签收',
      reportsAs: 'ACCEPTED',
      to: {
        handling: 'the agency is working on it, or was there and wrote down what it found (调查)',
        'extension-requested': MORE_TIME,
        'return-requested': NOT_OURS,
        done: SKIPPED,
        returned: LET_PASS,
        withdrawn: WITHDRAWN,
      },
    },
    handling: {
      label: '处置中',
      reportsAs: 'IN_PROGRESS',
      to: {
        'extension-requested': MORE_TIME,
        'return-requested': NOT_OURS,
        done: 'the agency has settled it',
        returned: LET_PASS,
        withdrawn: WITHDRAWN,
      },
    },
    'extension-requested': {
      label: '延期申请中',
      reportsAs: 'EXTENSION_REQUESTED',
      to: {
        delivered: ANSWERED,
        signed: ANSWERED,
        handling: ANSWERED,
        'return-requested': NOT_OURS,
        done: 'settled before the request was answered',
        returned: LET_PASS,
        withdrawn: WITHDRAWN,
      },
    },
    'return-requested': {
      label: '退单待定',
      reportsAs: 'RETURNED',
      to: {
        returned: 'the office let the return pass, or the ruling named another agency',
        delivered: ANSWERED,
        signed: ANSWERED,
        handling: 'the return was refused, or the ruling named this agency',
        done: 'settled while the return was open: whose it was no longer matters',
        withdrawn: WITHDRAWN,
      },
    },
    unconfirmed: {
      label: '可能已送达',
      reportsAs: 'RECEIVED',
      to: {
        delivered: PROVED,
        signed: PROVED,
        handling: PROVED,
        'extension-requested': PROVED,
        'return-requested': PROVED,
        done: PROVED,
        withdrawn: WITHDRAWN,
      },
    },
    undeliverable: {
      label: '无法送达',
      reportsAs: 'RECEIVED',
      to: {
        delivered: PROVED,
        signed: PROVED,
        handling: PROVED,
        'extension-requested': PROVED,
        'return-requested': PROVED,
        done: PROVED,
        withdrawn: WITHDRAWN,
      },
    },
    done: { label: '办结', reportsAs: 'RESOLVED', to: {}, final: true },
    returned: { label: '退单', reportsAs: 'RETURNED', to: {}, final: true },
    refused: { label: '对方拒收', reportsAs: 'RECEIVED', to: {}, final: true },
    withdrawn: { label: '已撤回', reportsAs: 'VOID', to: {}, final: true },
  },
});

/** States in which an agency waits for an answer: it goes back from them to where it stood. */
export const REQUESTS: ReadonlySet<TaskState> = new Set(['extension-requested', 'return-requested']);
