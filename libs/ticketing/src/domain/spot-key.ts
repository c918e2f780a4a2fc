import { createHash } from 'node:crypto';
import { plainAddress } from './duplicates/address-text.js';

/** Where something is, as far as a source said it. */
export interface Spot {
  readonly township?: string | undefined;
  readonly address?: string | undefined;
}

/**
 * The same for two events of one item at one place, however their sources spell the address; undefined where none was named:
 * a township is no place. `areas` are names of county and township, which may stand before it.
 */
export function spotKey(item: string | null, place: Spot | null, areas: readonly string[] = []): string | undefined {
  const address = plainAddress(place?.address ?? '', areas);
  if (item === null || address === '') return undefined;
  const parts = JSON.stringify([item, place?.township ?? '', address]);
  return createHash('sha256').update(parts).digest('hex').slice(0, 32);
}
