import type { CoordinateSystem } from '#libs/contracts';

/** A point in WGS 84, degrees. */
export interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

/** Krasovsky 1940, on which the shift of GCJ-02 is reckoned. */
const SEMI_MAJOR = 6_378_245;
const ECCENTRICITY_SQUARED = 0.00669342162296594;
const BD09_FACTOR = (Math.PI * 3_000) / 180;
const EARTH_RADIUS_METRES = 6_371_008.8;

/**
 * The point in WGS 84; undefined for a system that is not known: the public systems of China lie up to a kilometre beside one
 * another. CGCS2000 differs from WGS 84 by centimetres. The shifts are the published approximations, good to a metre or two;
 * for display and for comparing, never for surveying.
 */
export function toWgs84({ longitude, latitude }: Point, crs: CoordinateSystem): Point | undefined {
  switch (crs) {
    case 'WGS84':
    case 'CGCS2000':
      return { longitude, latitude };
    case 'GCJ02':
      return unshifted({ longitude, latitude });
    case 'BD09':
      return unshifted(fromBd09({ longitude, latitude }));
    case 'UNKNOWN':
      return undefined;
  }
}

/** Metres between two points, along the ground. */
export function metresBetween(a: Point, b: Point): number {
  const phi = radians(b.latitude - a.latitude) / 2;
  const lambda = radians(b.longitude - a.longitude) / 2;
  const chord =
    Math.sin(phi) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(lambda) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Undoes the shift step by step: after three steps the rest is below a millimetre. */
function unshifted(shifted: Point): Point {
  let guess = shifted;
  for (let step = 0; step < 3; step++) {
    const off = gcj02Shift(guess);
    guess = { longitude: shifted.longitude - off.longitude, latitude: shifted.latitude - off.latitude };
  }
  return guess;
}

function gcj02Shift({ longitude, latitude }: Point): Point {
  const x = longitude - 105;
  const y = latitude - 35;
  const root = Math.sqrt(Math.abs(x));
  const wave = 20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI);
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + ((wave + waves(y, [20, 40, 160, 320])) * 2) / 3;
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + ((wave + waves(x, [20, 40, 150, 300])) * 2) / 3;
  const sine = Math.sin(radians(latitude));
  const magic = 1 - ECCENTRICITY_SQUARED * sine * sine;
  const metresPerDegreeNorth =
    ((SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED)) / (magic * Math.sqrt(magic))) * (Math.PI / 180);
  const metresPerDegreeEast = (SEMI_MAJOR / Math.sqrt(magic)) * Math.cos(radians(latitude)) * (Math.PI / 180);
  return { longitude: east / metresPerDegreeEast, latitude: north / metresPerDegreeNorth };
}

/** Periods of 2, 6, 24 and 60 degrees. */
function waves(value: number, [a, b, c, d]: readonly [number, number, number, number]): number {
  return (
    a * Math.sin(value * Math.PI) +
    b * Math.sin((value / 3) * Math.PI) +
    c * Math.sin((value / 12) * Math.PI) +
    d * Math.sin((value / 30) * Math.PI)
  );
}

function fromBd09({ longitude, latitude }: Point): Point {
  const x = longitude - 0.0065;
  const y = latitude - 0.006;
  const radius = Math.sqrt(x * x + y * y) - 0.00002 * Math.sin(y * BD09_FACTOR);
  const angle = Math.atan2(y, x) - 0.000003 * Math.cos(x * BD09_FACTOR);
  return { longitude: radius * Math.cos(angle), latitude: radius * Math.sin(angle) };
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
