import type { DeadlineKind } from './deadline-kinds.js';

interface DeskKindFacts {
  /** What people see. */
  readonly label: string;
  /** What settles it: acts on its ticket, or `settle`, having looked into it. One at least: nothing strands here. */
  readonly settledBy: readonly [string, ...string[]];
  /** The deadline that it is due with; the others wait as long as `config/rules/desk.yml` says. */
  readonly deadline?: DeadlineKind;
}

/** Why something waits at the desk for a person. A kind is written into the database: it is never renamed. */
export const DESK_KINDS = {
  'no-match': { label: '责任清单无匹配事项', settledBy: ['assign', 'resolve'] },
  ambiguous: { label: '责任清单匹配不唯一', settledBy: ['assign', 'resolve'] },
  'no-township': { label: '属地不明', settledBy: ['assign', 'resolve'] },
  conflict: { label: '同一事件内容不一致', settledBy: ['settle'] },
  returned: { label: '退单待定', settledBy: ['accept-return', 'refuse-return', 'assign'] },
  'return-incomplete': { label: '退单缺理由或依据', settledBy: ['complete-return', 'refuse-return'] },
  'return-late': { label: '逾期退单待定', settledBy: ['accept-return', 'refuse-return'] },
  'ruling-due': { label: '退单待裁定', settledBy: ['rule'], deadline: 'ruling' },
  objection: { label: '对裁定的异议', settledBy: ['settle', 'rule'] },
  reassign: { label: '退单成立，待重派', settledBy: ['assign', 'resolve'] },
  refused: { label: '对方拒收', settledBy: ['assign', 'resolve'] },
  undeliverable: { label: '无法送达', settledBy: ['assign', 'resolve'] },
  unconfirmed: { label: '可能已送达，待核实', settledBy: ['settle', 'assign', 'resolve'] },
  quarantined: { label: '来件隔离', settledBy: ['settle'] },
  proof: { label: '办结缺少结果或照片', settledBy: ['settle'] },
  'minutes-due': { label: '联合执法待补会议纪要', settledBy: ['minutes'] },
  redo: { label: '未解决或不满意，待办公室决定', settledBy: ['assign', 'convene', 'close', 'unmerge'] },
  'bad-rating': { label: '差评待核实整改', settledBy: ['rectify'] },
  'audit-due': { label: '待问效', settledBy: ['audit'] },
  'revisit-due': { label: '待回访', settledBy: ['revisit'], deadline: 'revisit' },
  extension: {
    label: '延期申请待批',
    settledBy: ['grant-extension', 'refuse-extension'],
    deadline: 'extension-answer',
  },
  suspension: { label: '挂账申请待批', settledBy: ['suspend', 'refuse-suspension'] },
  'suspension-review': { label: '挂账到期复核', settledBy: ['resume', 'suspend'] },
  overdue: { label: '超期升级', settledBy: ['settle'] },
  supervision: { label: '督办件待阅', settledBy: ['supervision-receipt', 'supervision-release'] },
  'supervision-unreceived': {
    label: '督办件逾期未签收',
    settledBy: ['settle', 'supervision-receipt', 'supervision-release'],
  },
  'supervision-untold': {
    label: '督办件未送达',
    settledBy: ['settle', 'supervision-receipt', 'supervision-release'],
  },
  uncorrelated: { label: '回执无法对应工单', settledBy: ['settle'] },
  duplicate: { label: '疑似重复', settledBy: ['settle', 'merge'] },
  unmerged: { label: '拆分待派发', settledBy: ['assign', 'resolve'] },
} as const satisfies Readonly<Record<string, DeskKindFacts>>;
export type DeskKind = keyof typeof DESK_KINDS;

/** The facts of a kind, whatever it has. */
export function deskKind(kind: DeskKind): DeskKindFacts {
  return DESK_KINDS[kind];
}
