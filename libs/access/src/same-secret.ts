import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a secret: what is compared and what maps are keyed by, so that time tells nothing about the secret itself. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** Whether both are equal, in a time that depends on neither of them. */
export function sameSecret(given: string, known: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(known));
}
