import type { ValidationError } from 'class-validator';
import type { FieldError } from './problem.js';

/** class-validator's tree as a flat list, each with its JSON path. */
export function fieldErrorsOf(errors: readonly ValidationError[], path = '$'): FieldError[] {
  return errors.flatMap((error) => {
    const here = /^\d+$/.test(error.property) ? `${path}[${error.property}]` : `${path}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ path: here, message }));
    return [...own, ...fieldErrorsOf(error.children ?? [], here)];
  });
}
