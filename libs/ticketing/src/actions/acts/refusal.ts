import { Problem } from '#libs/runtime';

/** What only the ticket or the rulebook can refuse about a field of an act. */
export function refusal(path: string, message: string): Problem {
  return new Problem('invalid-fields', `${path}: ${message}`, { errors: [{ path, message }] });
}
