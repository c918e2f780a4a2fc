/** What a kind of deadline is about. */
interface DeadlineKindFacts {
  /** What people see. */
  readonly label: string;
  /** Whose it is: of one task, counted in its agency's hours, or of the ticket, counted in the office's. */
  readonly of: 'task' | 'ticket';
  /** Whether it stands still while the ticket is suspended (挂账). */
  readonly pauses: boolean;
  /** Whether passing its end is a breach of somebody; else its end only says that the time has come. */
  readonly breach: boolean;
}

/** The deadlines of tickets and tasks. A kind is written into the database: it is never renamed. */
export const DEADLINE_KINDS = {
  sign: { label: '签收', of: 'task', pauses: true, breach: true },
  contact: { label: '首次联系', of: 'task', pauses: true, breach: true },
  arrive: { label: '到场', of: 'task', pauses: true, breach: true },
  // 办结 belongs to the ticket and not to a task: whoever the ticket is given to next has only what is left of it.
  finish: { label: '办结', of: 'ticket', pauses: true, breach: true },
  stage: { label: '阶段', of: 'ticket', pauses: true, breach: true },
  'return-window': { label: '退单期限', of: 'task', pauses: true, breach: false },
  ruling: { label: '退单裁定', of: 'ticket', pauses: false, breach: true },
  'extension-answer': { label: '延期审批', of: 'task', pauses: false, breach: true },
  'suspension-review': { label: '挂账复核', of: 'ticket', pauses: false, breach: false },
  revisit: { label: '回访', of: 'ticket', pauses: false, breach: true },
  'source-revisit': { label: '来源回访', of: 'ticket', pauses: false, breach: false },
  rectify: { label: '差评整改', of: 'ticket', pauses: false, breach: true },
  audit: { label: '问效', of: 'ticket', pauses: false, breach: false },
} as const satisfies Readonly<Record<string, DeadlineKindFacts>>;

export type DeadlineKind = keyof typeof DEADLINE_KINDS;
