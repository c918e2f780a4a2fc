import { parse, stringify } from 'yaml';
import { PROOF_NAMES, PROOFS, type Proof } from '../../../domain/proof.js';
import { GRADE_NAMES, gradeOf, type ColumnKind } from './columns.js';
import type { Cell } from './workbook.js';

/** A cell that does not say what its column wants; the message is for the person at the sheet. */
export class CellError extends Error {}

const SEPARATORS = /[、，,；;\n]/;
const DAY_MILLISECONDS = 86_400_000;
/** 2000-01-01 and 2100-01-01 as Excel counts days. */
const [FIRST_DAY, LAST_DAY] = [36_526, 73_051];

/** What the cell says. Throws CellError. `epochOffset`: see Workbook. */
export function readCell(cell: Cell, kind: ColumnKind, epochOffset: number): unknown {
  if (cell.kind === 'formula') throw new CellError('是公式；请复制后“选择性粘贴”为值');
  if (cell.kind === 'error') throw new CellError(`是错误值 ${cell.text}`);
  if (kind === 'day') return readDay(cell, epochOffset);
  if (kind === 'whole') return readWhole(cell);
  if (kind === 'share') return readShare(cell);
  if (cell.kind === 'number' || (cell.kind === 'boolean' && kind !== 'yes'))
    throw new CellError(
      `被 Excel 存成了${cell.kind === 'number' ? '数字' : '逻辑值'} ${cell.text}，可能已丢了前面的 0 或后面的位数；请把单元格格式设为“文本”后重新填写`,
    );
  const text = cell.text.trim();
  switch (kind) {
    case 'text':
      return text;
    case 'texts':
      return readTexts(text);
    case 'yes':
      return readYes(cell, text);
    case 'grade':
      return readGrade(text);
    case 'grades':
      return readTexts(text).map(readGrade);
    case 'structure':
      return readStructure(text);
    case 'proof':
      return readProof(text);
  }
}

/** The text of a cell that says `value`; undefined for an empty one. */
export function writeCell(value: unknown, kind: ColumnKind): string | undefined {
  if (value === undefined) return undefined;
  switch (kind) {
    case 'yes':
      return value === true ? '是' : '否';
    case 'grade':
      return GRADE_NAMES[value as keyof typeof GRADE_NAMES];
    case 'grades':
      return (value as (keyof typeof GRADE_NAMES)[]).map((grade) => GRADE_NAMES[grade]).join('、');
    case 'texts':
      return writeTexts(value as string[]);
    case 'structure':
      return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
    case 'proof':
      return PROOF_NAMES[value as Proof];
    case 'text':
    case 'day':
    case 'whole':
    case 'share':
      return String(value);
  }
}

/** Words between separators; a cell that begins with a bracket is a JSON list, for words that hold a separator themselves. */
function readTexts(text: string): string[] {
  if (!text.startsWith('[')) {
    return text
      .split(SEPARATORS)
      .map((word) => word.trim())
      .filter((word) => word !== '');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value as string[];
  } catch {
    // Said below.
  }
  throw new CellError('以“[”开头，须是 JSON 文字列表，如 ["甲、乙","丙"]；一般用“、”分隔即可');
}

function writeTexts(words: readonly string[]): string | undefined {
  if (words.length === 0) return undefined;
  const plain = words.every((word) => !SEPARATORS.test(word)) && !words[0]!.startsWith('[');
  return plain ? words.join('、') : JSON.stringify(words);
}

function readYes(cell: Cell, text: string): boolean {
  if (cell.kind === 'boolean') return text === '1';
  if (['是', '√', 'true', 'TRUE'].includes(text)) return true;
  if (['否', '×', 'false', 'FALSE'].includes(text)) return false;
  throw new CellError(`应填“是”或“否”，现为“${shown(text)}”`);
}

function readGrade(text: string): string {
  const grade = gradeOf(text);
  if (grade === undefined)
    throw new CellError(`没有等级“${shown(text)}”；可填 ${Object.values(GRADE_NAMES).join('、')}`);
  return grade;
}

function readWhole({ kind, text }: Cell): number {
  const number = Number(text);
  if (kind === 'boolean' || !Number.isSafeInteger(number)) throw new CellError(`应是整数，现为“${shown(text)}”`);
  return number;
}

function readShare({ kind, text }: Cell): number {
  const number = Number(text);
  if (kind === 'boolean' || !(number >= 0 && number <= 1))
    throw new CellError(`应是 0 到 1 之间的数，现为“${shown(text)}”`);
  return number;
}

function readProof(text: string): Proof {
  const proof = PROOFS.find((one) => one === text || PROOF_NAMES[one] === text);
  if (proof === undefined) throw new CellError(`没有“${shown(text)}”；可填 ${Object.values(PROOF_NAMES).join('、')}`);
  return proof;
}

function readDay({ kind, text }: Cell, epochOffset: number): string {
  if (kind === 'number') {
    const day = Number(text) + epochOffset;
    if (!Number.isInteger(day) || day < FIRST_DAY || day >= LAST_DAY)
      throw new CellError(`应是日期，现为数字 ${shown(text)}；请按 2026-01-31 的样子填写`);
    return new Date(Date.UTC(1899, 11, 30) + day * DAY_MILLISECONDS).toISOString().slice(0, 10);
  }
  const parts = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.trim());
  if (kind !== 'text' || !parts) throw new CellError(`应是日期，如 2026-01-31，现为“${shown(text)}”`);
  return `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`;
}

function readStructure(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 }) as unknown;
  } catch {
    throw new CellError('写法不对；应如 { finish: { amount: 3, unit: workday } }');
  }
}

function shown(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text;
}
