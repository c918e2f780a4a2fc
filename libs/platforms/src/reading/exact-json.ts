import { readJson } from '#libs/runtime';

/** A Unicode noncharacter, which no text that is meant for interchange holds. */
const INEXACT = '\uFDD0';
/** From here on digits may be lost: JSONata writes 15 of them, a double holds 2^53. */
const DIGITS_AT_RISK = 1e15;

/**
 * JSON to a value in which no long number has silently lost digits. A whole number of 16 digits that a double still holds
 * becomes its text; a longer one becomes a marked text, which `isInexact` knows and `rawOf` writes back as it came.
 * Throws what readJson throws.
 */
export function readExactJson(text: string): unknown {
  const value = readJson(text);
  // Most bodies hold no such number, and a reviver costs several times the parse.
  if (!/\d{16}|\d[eE]/.test(text)) return value;
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown);
}

function exactly(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Math.abs(value) < DIGITS_AT_RISK) return value;
  const source = context.source ?? String(value);
  return Number.isSafeInteger(value) && /^-?\d+$/.test(source) ? source : INEXACT + source;
}

export function isInexact(text: string): boolean {
  return text.includes(INEXACT);
}

/** The item as JSON text, with every digit that came. */
export function rawOf(item: unknown): string {
  const text = JSON.stringify(item) ?? '';
  return isInexact(text) ? text.replaceAll(new RegExp(`"${INEXACT}([^"]*)"`, 'g'), '$1') : text;
}
