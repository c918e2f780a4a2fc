import type { GateRules } from './gate-rules.js';

/** The gates where `config/rules/gates.yml` does not say otherwise; its comments say where each comes from. */
export const DEFAULT_GATES: Required<GateRules> = {
  revisit: {
    tries: 3,
    source: { amount: 5, unit: 'workday' },
    outcomes: [
      { code: 'solved', name: '已解决', means: 'solved' },
      { code: 'unsolved', name: '未解决', means: 'unsolved' },
      { code: 'unreachable', name: '无法联系', means: 'again' },
      { code: 'refused', name: '不愿评价', means: 'no-word' },
      { code: 'no-contact', name: '未留联系方式', means: 'no-word' },
    ],
  },
  satisfaction: [
    { level: 5, name: '非常满意', bad: false },
    { level: 4, name: '满意', bad: false },
    { level: 3, name: '基本满意', bad: false },
    { level: 2, name: '不满意', bad: true },
    { level: 1, name: '非常不满意', bad: true },
  ],
  redo: { automatic: 1 },
  rectify: { amount: 5, unit: 'workday' },
  audit: { after: { amount: 30, unit: 'calendar-day' }, rate: 0.1 },
  recurrence: { days: 90 },
};
