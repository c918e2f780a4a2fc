import type { FieldError } from '#libs/runtime';

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
/** With the `u` flag only surrogates without their other half match. */
const LONE_SURROGATE = /\p{Surrogate}/u;
/** Keys that class-transformer passes over in silence, since they would reach into the prototype. */
const RESERVED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What no text of ours may hold, anywhere in a value: control characters other than tab, line feed and carriage return, and
 * lone surrogates. Both get lost or changed on their way through databases and XML, so they are refused with their path.
 */
export function textErrors(value: unknown, path = '$'): FieldError[] {
  if (typeof value === 'string') {
    if (CONTROL.test(value)) return [{ path, message: 'must not hold control characters' }];
    if (LONE_SURROGATE.test(value)) return [{ path, message: 'must not hold half of a surrogate pair' }];
    return [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => textErrors(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const here = `${path}.${key}`;
    return RESERVED_KEYS.has(key)
      ? [{ path: here, message: `property ${key} should not exist` }]
      : textErrors(item, here);
  });
}
