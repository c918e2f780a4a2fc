import { defineFlow } from './flow.js';

export const TASK_STATES = [
  'pending',
  'delivered',
  'signed',
  'handling',
  'extension-requested',
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

/** 任务单: what one agency is asked to do. There is no way back: a callback that would need one is kept and not followed. */
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
        done: PROVED,
        returned: PROVED,
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
        done: SKIPPED,
        returned: 'the agency says "not ours"',
        withdrawn: WITHDRAWN,
      },
    },
    signed: {
      label: '已签收',
      reportsAs: 'ACCEPTED',
      to: {
        handling: 'the agency is working on it',
        'extension-requested': 'the agency asks for more time',
        done: SKIPPED,
        returned: 'looked into, and not theirs after all',
        withdrawn: WITHDRAWN,
      },
    },
    handling: {
      label: '处置中',
      reportsAs: 'IN_PROGRESS',
      to: {
        'extension-requested': 'the agency asks for more time',
        done: 'the agency has settled it',
        returned: 'found on the spot to be another agency’s',
        withdrawn: WITHDRAWN,
      },
    },
    'extension-requested': {
      label: '延期申请中',
      reportsAs: 'EXTENSION_REQUESTED',
      to: {
        handling: 'the agency goes on',
        done: 'settled before the request was answered',
        returned: 'found to be another agency’s',
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
        done: PROVED,
        returned: PROVED,
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
        done: PROVED,
        returned: PROVED,
        withdrawn: WITHDRAWN,
      },
    },
    done: { label: '办结', reportsAs: 'RESOLVED', to: {}, final: true },
    returned: { label: '退单', reportsAs: 'RETURNED', to: {}, final: true },
    refused: { label: '对方拒收', reportsAs: 'RECEIVED', to: {}, final: true },
    withdrawn: { label: '已撤回', reportsAs: 'VOID', to: {}, final: true },
  },
});
