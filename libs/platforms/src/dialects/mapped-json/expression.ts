import jsonata from 'jsonata';
import { localTime } from '../../reading/time-zone.js';
import { UnreadableItem } from '../../reading/unreadable-item.js';

/** One expression evaluates for 200 ms, 200 calls deep, to 10,000 values at most. */
const LIMITS = { timeout: 200, stack: 200, sequence: 10_000 };

/** What would make a translation depend on more than its input, or run text as code. */
const REFUSED: Readonly<Record<string, string>> = {
  eval: 'it runs text as an expression',
  now: 'a time that is not given is left out, never replaced by now',
  millis: 'a time that is not given is left out, never replaced by now',
  random: 'the same input must always give the same result',
  shuffle: 'the same input must always give the same result',
};

/** Gives a value for an input; undefined when there is none. May throw UnreadableItem `mapping-failed`. */
export interface Expression {
  /** The names of a plain path such as `data.list`; undefined for anything more. */
  readonly path?: readonly string[];
  evaluate(input: unknown, bindings?: Record<string, unknown>): unknown;
}

/**
 * Compiles one expression. Throws an Error with a sentence that says what is wrong.
 * @param zone the platform's, for `$local`
 */
export function compileExpression(source: string, zone: string): Expression {
  const compiled = parse(source);
  refuseDoors(compiled.ast());
  compiled.registerFunction('local', (time: unknown) => localOf(time, zone));
  // Out of reach by name already; without a value it is out of reach by any other way too.
  compiled.assign('eval', undefined);
  const evaluate = async (input: unknown, bindings?: Record<string, unknown>): Promise<unknown> => {
    try {
      const value: unknown = await compiled.evaluate(input, bindings);
      return Array.isArray(value) ? [...(value as unknown[])] : value;
    } catch (error) {
      throw new UnreadableItem('mapping-failed', `表达式 ${source.slice(0, 100)} 无法计算:${reasonOf(error)}`);
    }
  };
  const path = plainPath(source);
  return path
    ? { path, evaluate: (input, bindings) => along(path, input, () => evaluate(input, bindings)) }
    : { evaluate };
}

function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, LIMITS);
  } catch (error) {
    throw new Error(`${reasonOf(error)} (at character ${(error as { position?: number }).position ?? 0})`, {
      cause: error,
    });
  }
}

/** Its codes and messages only: a message of ours never shows the input. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code?.startsWith('S') ? (message ?? code) : (code ?? 'error');
}

function refuseDoors(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (node instanceof RegExp || (node as { type?: unknown }).type === 'regex')
    throw new Error('regular expressions are not allowed: one can run for hours on a hostile text');
  const { type, value } = node as { type?: unknown; value?: unknown };
  if (type === 'variable' && typeof value === 'string' && Object.hasOwn(REFUSED, value))
    throw new Error(`$${value} is not allowed: ${REFUSED[value]}`);
  for (const child of Object.values(node)) refuseDoors(child);
}

function localOf(time: unknown, zone: string): string | undefined {
  const moment = typeof time === 'string' ? Date.parse(time) : NaN;
  return Number.isNaN(moment) ? undefined : localTime(new Date(moment), zone);
}

const KEYWORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

function plainPath(source: string): readonly string[] | undefined {
  const names = source.split('.').map((name) => name.trim());
  const plain = names.every((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !KEYWORDS.has(name));
  return plain ? names : undefined;
}

/**
 * Most fields are plain paths, and the evaluator costs many times more than taking them. The value comes as it stands, also
 * a list of one or none. A list on the way means "of each", which is left to the evaluator.
 */
function along(path: readonly string[], input: unknown, otherwise: () => unknown): unknown {
  let value = input;
  for (const name of path) {
    if (Array.isArray(value)) return otherwise();
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
