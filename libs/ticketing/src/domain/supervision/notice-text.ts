/** What may stand in braces in the template of a rung. */
export const HOLES = [
  'rung',
  'agency',
  'addressee',
  'number',
  'title',
  'deadline',
  'dueAt',
  'reason',
  'receiptBy',
] as const;
export type Hole = (typeof HOLES)[number];

const HOLE = /\{([^{}]*)\}/g;
/** As long as a message about it may be. */
const LONGEST = 4_000;

/** The names in braces of a template, as they are written. */
export function holesOf(template: string): string[] {
  return [...template.matchAll(HOLE)].map(([, name]) => name!);
}

/** The words of a notice. What is filled in is never looked at for holes of its own. */
export function noticeText(template: string, words: Readonly<Record<Hole, string>>): string {
  const text = template.replace(HOLE, (hole, name: string) => words[name as Hole] ?? hole);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
