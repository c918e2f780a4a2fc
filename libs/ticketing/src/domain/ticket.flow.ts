import { defineFlow } from './flow.js';

export const TICKET_STATES = [
  'received',
  'at-desk',
  'dispatching',
  'dispatched',
  'accepted',
  'handling',
  'returned',
  'suspended',
  'resolved',
  'verified',
  'merged',
  'closed',
  'void',
] as const;
export type TicketState = (typeof TICKET_STATES)[number];

const VOIDED = 'the source withdrew its event (撤回), or a person voided it (作废)';
const RETURNED = 'an agency says "not ours": the desk decides, the others go on';
const SUSPENDED = 'it cannot be settled for now (挂账): the office agreed, with a plan and a date of review';
const RESUMED = 'the office let it go on: it stands where its tasks stand';
const FAILED = 'a platform refused the task, could not be reached, or may not have got it';
const MERGED = 'it is the same matter as another ticket, which goes on for both';
const NEEDLESS = 'the bad rating (差评) that began this redo round is found unfounded: there is nothing to redo';
const SKIPPED = 'a platform may tell a later step without the ones before';

/** 工单: 受理 → 分类 → 派发 → 处置 → 办结 → 回访 → 结案. Where the tasks stand moves it: see `ticket-progress.ts`. 催办, 督办, 批示, 阶段反馈, 到场 and 评价 stand beside it and never move it. */
export const ticketFlow = defineFlow<TicketState>({
  name: 'ticket',
  start: 'received',
  states: {
    received: {
      label: '受理',
      reportsAs: 'RECEIVED',
      to: {
        dispatching: 'the responsibility list named the agency',
        'at-desk': 'the list named none, or more than one: a person decides',
      },
    },
    'at-desk': {
      label: '待人工分派',
      reportsAs: 'RECEIVED',
      to: {
        dispatching: 'a person named the agency',
        dispatched: 'an unconfirmed task turned out to have arrived',
        accepted: 'an unconfirmed task turned out to have been signed',
        handling: 'an unconfirmed task turned out to be in hand',
        resolved: 'an unconfirmed task turned out to be done, or the office settled it itself',
        returned: RETURNED,
        closed: 'answered at the desk, by a person with a reason',
        merged: MERGED,
        suspended: SUSPENDED,
        verified: NEEDLESS,
        void: VOIDED,
      },
    },
    dispatching: {
      label: '派发中',
      reportsAs: 'RECEIVED',
      to: {
        dispatched: 'the lead task was accepted by its platform',
        accepted: SKIPPED,
        handling: SKIPPED,
        resolved: SKIPPED,
        returned: RETURNED,
        'at-desk': FAILED,
        merged: MERGED,
        verified: NEEDLESS,
        void: VOIDED,
      },
    },
    dispatched: {
      label: '已派发',
      reportsAs: 'DISPATCHED',
      to: {
        accepted: 'an agency signed',
        handling: SKIPPED,
        resolved: SKIPPED,
        returned: RETURNED,
        'at-desk': FAILED,
        merged: MERGED,
        suspended: SUSPENDED,
        verified: NEEDLESS,
        void: VOIDED,
      },
    },
    accepted: {
      label: '已签收',
      reportsAs: 'ACCEPTED',
      to: {
        handling: 'an agency is working on it',
        resolved: SKIPPED,
        returned: RETURNED,
        'at-desk': FAILED,
        merged: MERGED,
        suspended: SUSPENDED,
        verified: NEEDLESS,
        void: VOIDED,
      },
    },
    handling: {
      label: '处置中',
      reportsAs: 'IN_PROGRESS',
      to: {
        resolved: 'every task is done',
        returned: RETURNED,
        'at-desk': FAILED,
        merged: MERGED,
        suspended: SUSPENDED,
        verified: NEEDLESS,
        void: VOIDED,
      },
    },
    returned: {
      label: '退单待定',
      reportsAs: 'RETURNED',
      // No edge to closed: no ticket ends by refusal alone.
      to: {
        dispatching: 'a person named another agency',
        accepted: 'the return was refused or another agency named, and a member has signed',
        handling: 'the return was refused or another agency named, and a member is at work',
        dispatched: 'the return was refused or another agency named, and the lead task stands delivered',
        'at-desk': 'the returned task was replaced while another one waits at the desk',
        resolved: 'settled all the same, by the office or by the agency itself',
        merged: MERGED,
        verified: NEEDLESS,
        void: VOIDED,
      },
    },
    suspended: {
      label: '挂账',
      reportsAs: 'SUSPENDED',
      // What its tasks do meanwhile is on record and moves it when it goes on; only 办结 of all of them ends it at once.
      to: {
        'at-desk': RESUMED,
        dispatching: RESUMED,
        dispatched: RESUMED,
        accepted: RESUMED,
        handling: RESUMED,
        returned: RESUMED,
        resolved: 'every task was done while it was suspended',
        verified: NEEDLESS,
        void: VOIDED,
      },
    },
    resolved: {
      label: '办结',
      reportsAs: 'RESOLVED',
      to: {
        verified: 'the resident says it is solved (回访), or says nothing',
        dispatching: 'the resident says it is not, or is dissatisfied: a redo round',
        closed: 'the source closed it, or a person did with a reason',
        void: VOIDED,
      },
    },
    verified: {
      label: '已回访',
      reportsAs: 'VERIFIED',
      to: { closed: 'nothing is left to do, a bad rating (差评) is put right', void: VOIDED },
    },
    closed: {
      label: '结案',
      reportsAs: 'CLOSED',
      to: {},
      final: true,
      again: {
        dispatching: '问效 found it back: a redo round at the same agencies, or at the one that the office names',
        'at-desk': '问效 found it back, and nobody is known who could redo it: a person names the agency',
        merged: 'it was closed with its main ticket, and 问效 has found that back',
      },
    },
    // Not void: its source's people are not told that their matter was dropped, but how the main ticket is getting on.
    merged: {
      label: '已合并',
      // Until the main ticket tells its own: see `merged-tickets.ts`.
      reportsAs: 'RECEIVED',
      to: {
        'at-desk': 'it is a matter of its own after all, or the main ticket was voided: a person sends it out again',
        resolved: 'the main ticket was closed, but this one’s resident says that it is not solved',
        closed: 'the main ticket was closed',
        void: VOIDED,
      },
    },
    void: { label: '作废', reportsAs: 'VOID', to: {}, final: true },
  },
});
