import { createHash } from 'node:crypto';
import type { Place } from '#libs/contracts';
import { addressText } from './address-text.js';
import { toWgs84, type Point } from './wgs84.js';

/** Where a ticket is, in the forms in which places are compared; null for what its source did not tell. */
export interface PlaceMarks {
  readonly township: string | null;
  /** Ten-millionths of a degree (a centimetre) in WGS 84, or as given where the system is not known. */
  readonly longitudeE7: number | null;
  readonly latitudeE7: number | null;
  /** Square of the map, with its source where the system of the coordinates is not known: those compare among themselves only. */
  readonly cell: string | null;
  /** Hash of township and normalised address. */
  readonly addressKey: string | null;
  /** Hash of source, township and grid: each source counts its grids in its own way. */
  readonly gridKey: string | null;
}

/** Length of a square's side, north to south, in degrees: 2,000 m and more, the farthest that places are ever compared over. */
const CELL_DEGREES = 0.02;
/** Squares are cut by whole degrees too at this many to the east, so that they are no narrower than high in all of China. */
const CELL_DEGREES_EAST = 0.04;

export interface MarkedPlace {
  readonly source: string;
  readonly place: Place | null | undefined;
  /** Names of county and township, which an address may or may not begin with. */
  readonly areas: readonly string[];
  /** After the default of the source, if the event named none. */
  readonly township: string | null;
}

export function placeMarks({ source, place, areas, township }: MarkedPlace): PlaceMarks {
  const point = pointOf(place);
  const converted = point && toWgs84(point, place?.crs ?? 'UNKNOWN');
  const kept = converted ?? point;
  const address = place?.address === undefined ? undefined : addressText(place.address, areas);
  const grid = place?.grid?.trim();
  return {
    township,
    longitudeE7: kept ? Math.round(kept.longitude * 1e7) : null,
    latitudeE7: kept ? Math.round(kept.latitude * 1e7) : null,
    cell: kept ? cellOf(kept, converted ? '' : source) : null,
    addressKey: address === undefined ? null : keyOf(township ?? '', address),
    gridKey: grid ? keyOf(source, township ?? '', grid) : null,
  };
}

/** The square of a point and the eight around it: whatever lies within 2,000 m stands in one of them. */
export function cellsAround(cell: string): string[] {
  const [frame, east, north] = cell.split(':') as [string, string, string];
  return [-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) => `${frame}:${Number(east) + x}:${Number(north) + y}`));
}

function cellOf({ longitude, latitude }: Point, frame: string): string {
  return `${frame}:${Math.floor(longitude / CELL_DEGREES_EAST)}:${Math.floor(latitude / CELL_DEGREES)}`;
}

/** Undefined without coordinates, and for those that lie nowhere: 0/0 is what a form sends that nobody filled in. */
function pointOf(place: Place | null | undefined): Point | undefined {
  const { longitude, latitude } = place ?? {};
  if (longitude === undefined || latitude === undefined || (longitude === 0 && latitude === 0)) return undefined;
  return Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90 ? { longitude, latitude } : undefined;
}

function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url');
}
