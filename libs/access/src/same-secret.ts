import { hash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a secret, lower hex: what maps are keyed by, so that time tells nothing about the secret itself. */
export function digestOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}

/** Whether both are equal, in a time that depends on neither of them. */
export function sameSecret(given: string, known: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', known, 'buffer'));
}
