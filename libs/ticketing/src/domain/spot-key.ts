import { createHash } from 'node:crypto';

/** Where something is, as far as a source said it. */
export interface Spot {
  readonly township?: string | undefined;
  readonly address?: string | undefined;
}

/**
 * The same for two events of one item at one place, whatever blanks and punctuation their sources put into the address;
 * undefined where no address was named: a township is no place.
 */
export function spotKey(item: string | null, place: Spot | null): string | undefined {
  const address = (place?.address ?? '').normalize('NFKC').replace(/[\s\p{P}]/gu, '');
  if (item === null || address === '') return undefined;
  const parts = JSON.stringify([item, place?.township ?? '', address]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 32);
}
