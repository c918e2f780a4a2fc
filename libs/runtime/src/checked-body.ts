import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { fieldErrorsOf } from './field-errors.js';
import { readJson, readText } from './json.js';
import { Problem, type FieldError } from './problem.js';
import { quickInstance } from './rules/quick-instance.js';

/** A value as an instance of `type`, or all that is wrong with it. Unknown fields are wrong: a misspelt one would be lost in silence. */
export function check<T extends object>(type: new () => T, value: unknown): { value: T } | { errors: FieldError[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { errors: [{ path: '$', message: 'must be an object' }] };
  const quick = quickInstance(type, value, 'refuse');
  if (quick) return { value: quick };
  const reserved: FieldError[] = [];
  const instance = plainToInstance(type, withoutReservedNames(value, '$', reserved));
  const errors = [
    ...reserved,
    ...fieldErrorsOf(validateSync(instance, { whitelist: true, forbidNonWhitelisted: true })),
  ];
  return errors.length > 0 ? { errors } : { value: instance };
}

/** The JSON body of a request as an instance of `type`. Throws `invalid-fields` with every wrong field, or what readJson throws. */
export function checkedBody<T extends object>(type: new () => T, bytes: Uint8Array): T {
  const result = check(type, readJson(readText(bytes)));
  if ('errors' in result) {
    throw new Problem('invalid-fields', result.errors.map((error) => `${error.path}: ${error.message}`).join('; '), {
      errors: result.errors,
    });
  }
  return result.value;
}

/** Names that JavaScript gives every object a meaning by: what turns plain values into instances trips over them. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/** The value without them; each one that was there is named in `found`. */
function withoutReservedNames(value: unknown, path: string, found: FieldError[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner, index) => withoutReservedNames(inner, `${path}[${index}]`, found));
  const kept = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    if (!RESERVED.has(name)) return [[name, withoutReservedNames(inner, `${path}.${name}`, found)]];
    found.push({ path: `${path}.${name}`, message: 'no field may have this name' });
    return [];
  });
  return Object.fromEntries(kept);
}
