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

/** A degree to the north, a little less than it is: a part of the map is rather too large than too small. */
const METRES_OF_A_DEGREE = 110_500;

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

/** A part of the map: the squares that it touches, and its bounds in ten-millionths of a degree. */
export interface Surroundings {
  readonly cells: readonly string[];
  readonly longitudeE7: readonly [number, number];
  readonly latitudeE7: readonly [number, number];
}

/** Where everything stands that lies at most so many metres away, and little else; undefined for a place without coordinates. */
export function surroundingsOf(
  { cell, longitudeE7, latitudeE7 }: PlaceMarks,
  metres: number,
): Surroundings | undefined {
  if (cell === null || longitudeE7 === null || latitudeE7 === null) return undefined;
  const frame = cell.slice(0, cell.indexOf(':'));
  const [longitude, latitude] = [longitudeE7 / 1e7, latitudeE7 / 1e7];
  const north = metres / METRES_OF_A_DEGREE;
  const east = north / Math.max(0.01, Math.cos(((Math.abs(latitude) + north) * Math.PI) / 180));
  const [west, south] = [longitude - east, latitude - north];
  const columns = steps(west, longitude + east, CELL_DEGREES_EAST);
  const rows = steps(south, latitude + north, CELL_DEGREES);
  return {
    cells: columns.flatMap((column) => rows.map((row) => `${frame}:${column}:${row}`)),
    longitudeE7: [Math.floor(west * 1e7), Math.ceil((longitude + east) * 1e7)],
    latitudeE7: [Math.floor(south * 1e7), Math.ceil((latitude + north) * 1e7)],
  };
}

/** The numbers of the squares from one degree to another. */
function steps(from: number, to: number, length: number): number[] {
  const first = Math.floor(from / length);
  return Array.from({ length: Math.floor(to / length) - first + 1 }, (_, index) => first + index);
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
