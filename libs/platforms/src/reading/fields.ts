import { isInexact } from './exact-json.js';
import { UnreadableItem } from './unreadable-item.js';

const MAX_ID = 128;

/** An id as text to the last digit, or undefined when none is given. */
export function idField(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    throw notExact(field);
  }
  const text = textField(field, value, Infinity);
  if (text !== undefined && text.length > MAX_ID)
    throw new UnreadableItem('field-too-long', `字段 ${field} 超过 ${MAX_ID} 字`);
  return text;
}

/** A trimmed text, or undefined when it is absent or blank. A number or boolean is written out. */
export function textField(field: string, value: unknown, maximum: number): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') throw new UnreadableItem('field-invalid', `字段 ${field} 应为文本`);
  if (isInexact(value)) throw notExact(field);
  const text = value.trim();
  if (text === '') return undefined;
  if (text.length > maximum) throw new UnreadableItem('field-too-long', `字段 ${field} 超过 ${maximum} 字`);
  return text;
}

/** One word of a list. */
export function wordField<T extends string>(field: string, value: unknown, words: readonly T[]): T | undefined {
  const text = textField(field, value, Infinity);
  if (text === undefined) return undefined;
  const word = words.find((known) => known === text);
  if (word === undefined) throw unmapped(field, text);
  return word;
}

/** A word that no map knows: kept with its raw form, never guessed. */
export function unmapped(field: string, raw: string): UnreadableItem {
  return new UnreadableItem(`unmapped-${field}`, `字段 ${field} 的值“${raw.slice(0, 64)}”没有对应关系`);
}

export function missing(field: string): UnreadableItem {
  return new UnreadableItem('field-missing', `缺少字段 ${field}`);
}

function notExact(field: string): UnreadableItem {
  return new UnreadableItem('id-not-exact', `字段 ${field} 是过长的数字,末位可能已丢失;请对方以文本发送`);
}
