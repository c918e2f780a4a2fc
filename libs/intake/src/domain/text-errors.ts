import type { FieldError } from '#libs/runtime';

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
/** Keys that class-transformer passes over in silence, since they would reach into the prototype. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What no text of ours may hold, anywhere in a value: control characters other than tab, line feed and carriage return, and
 * lone surrogates. Both get lost or changed on their way through databases and XML, so they are refused with their path.
 */
export function textErrors(value: unknown, path = '$'): FieldError[] {
  // Nearly all there is holds nothing of the kind, and is told so without building a path to each of its texts.
  return isClean(value) ? [] : errorsIn(value, path);
}

function isClean(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !CONTROL.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isClean);
  for (const key of Object.keys(value))
    if (RESERVED_KEYS.has(key) || !isClean((value as Record<string, unknown>)[key])) return false;
  return true;
}

function errorsIn(value: unknown, path: string): FieldError[] {
  if (typeof value === 'string') {
    if (CONTROL.test(value)) return [{ path, message: 'must not hold control characters' }];
    if (!value.isWellFormed()) return [{ path, message: 'must not hold half of a surrogate pair' }];
    return [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => errorsIn(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = `${path}.${key}`;
    return RESERVED_KEYS.has(key)
      ? [{ path: here, message: `property ${key} should not exist` }]
      : errorsIn(item, here);
  });
}
