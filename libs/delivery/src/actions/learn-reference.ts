import type { Circumstances } from '#libs/bus';
import { insert, update, type Change } from '#libs/store';
import { DeliveryReference } from '../persistence/delivery-reference.entity.js';

/** Key under which the pairs of one of our ids are found. */
export function oursOf(platform: string, ourId: string): string {
  return `${platform} ${ourId}`;
}

/** The platform's number that counts now: the latest learned. */
export function latestReference(
  pairs: readonly Readonly<DeliveryReference>[],
): Readonly<DeliveryReference> | undefined {
  return pairs.toSorted((a, b) => b.since.getTime() - a.since.getTime() || (a.id < b.id ? 1 : -1))[0];
}

/** Keeps that the platform calls ours `theirs` from now on. The view must hold the pairs of `oursOf(platform, ourId)`. */
export function learnReference(
  platform: string,
  ourId: string,
  theirs: string,
  { view, now }: Circumstances,
): readonly Change[] {
  const ours = oursOf(platform, ourId);
  const pairs = view.where(DeliveryReference, 'ours', ours);
  if (latestReference(pairs)?.theirs === theirs) return [];
  const known = pairs.find((pair) => pair.theirs === theirs);
  if (known) return [update(DeliveryReference, known, { since: now })];
  return [insert(DeliveryReference, { id: `${ours} ${theirs}`, version: 1, ours, theirs, since: now })];
}
