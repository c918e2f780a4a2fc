import type { DuplicateRulesInForce, PlaceEvidence } from './duplicate-rules.js';
import type { PlaceMarks } from './place-marks.js';
import { metresBetween, type Point } from './wgs84.js';

/** Why two places are held for the same. */
export interface Likeness {
  readonly by: PlaceEvidence;
  /** Between the two, where both have coordinates. */
  readonly metres?: number;
}

/**
 * Whether two places may be the same, and by what. Places in different townships are not, nor are those whose coordinates lie
 * farther apart than the rules say, whatever their addresses: a road is long. The reporter is never asked: one placeholder phone
 * stands on hundreds of tickets.
 */
export function alike(a: PlaceMarks, b: PlaceMarks, rules: DuplicateRulesInForce): Likeness | undefined {
  if (a.township !== null && b.township !== null && a.township !== b.township) return undefined;
  const metres = metresOf(a, b);
  if (metres !== undefined) {
    if (metres > rules.metres) return undefined;
    if (rules.places.includes('coordinates')) return { by: 'coordinates', metres };
  }
  const far = metres === undefined ? {} : { metres };
  if (rules.places.includes('address') && a.addressKey !== null && a.addressKey === b.addressKey)
    return { by: 'address', ...far };
  if (rules.places.includes('grid') && a.gridKey !== null && a.gridKey === b.gridKey && !bothHaveAddresses(a, b))
    return { by: 'grid', ...far };
  return undefined;
}

/** Whole metres; undefined when one has no coordinates, or theirs are in systems that cannot be compared. */
function metresOf(a: PlaceMarks, b: PlaceMarks): number | undefined {
  const [from, to] = [pointOf(a), pointOf(b)];
  if (!from || !to || frameOf(a) !== frameOf(b)) return undefined;
  return Math.round(metresBetween(from, to));
}

function pointOf({ longitudeE7, latitudeE7 }: PlaceMarks): Point | undefined {
  if (longitudeE7 === null || latitudeE7 === null) return undefined;
  return { longitude: longitudeE7 / 1e7, latitude: latitudeE7 / 1e7 };
}

function frameOf({ cell }: PlaceMarks): string | undefined {
  return cell?.split(':')[0];
}

/** Two addresses that are not the same tell more than a grid of some hundred households. */
function bothHaveAddresses(a: PlaceMarks, b: PlaceMarks): boolean {
  return a.addressKey !== null && b.addressKey !== null;
}
