/** Why something waits at the desk for a person, and the words that people see. */
export const DESK_KINDS = {
  'no-match': '责任清单无匹配事项',
  ambiguous: '责任清单匹配不唯一',
  'no-township': '属地不明',
  conflict: '同一事件内容不一致',
  returned: '退单待重派',
  refused: '对方拒收',
  undeliverable: '无法送达',
  unconfirmed: '可能已送达，待核实',
  quarantined: '来件隔离',
  redo: '回访未解决，待重办',
  'revisit-due': '待回访',
  extension: '延期申请待批',
  suspension: '挂账申请待批',
  overdue: '超期升级',
  uncorrelated: '回执无法对应工单',
  duplicate: '疑似重复',
  unmerged: '拆分待派发',
} as const;
export type DeskKind = keyof typeof DESK_KINDS;
