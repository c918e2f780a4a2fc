/** Degrees as they are kept, and what was noticed about them. */
export interface ReadCoordinates {
  longitude?: number;
  latitude?: number;
  remark?: string;
}

const isLongitude = (degrees: number) => degrees > 73 && degrees < 136;
const isLatitude = (degrees: number) => degrees > 3 && degrees < 54;

/**
 * Coordinates of a place in China: longitude 73 to 136, latitude 3 to 54, so a swapped pair is known for certain and put
 * right. 0/0 and a half pair mean "not known" and are left out. Anything else stays as the source gave it, with a remark.
 */
export function readCoordinates(longitude: number | undefined, latitude: number | undefined): ReadCoordinates {
  if (longitude === undefined && latitude === undefined) return {};
  if (longitude === undefined || latitude === undefined)
    return { remark: 'one coordinate without the other: left out' };
  if (longitude === 0 && latitude === 0) return { remark: 'coordinates 0/0: left out' };
  if (isLongitude(longitude) && isLatitude(latitude)) return { longitude, latitude };
  if (isLongitude(latitude) && isLatitude(longitude))
    return { longitude: latitude, latitude: longitude, remark: 'longitude and latitude were swapped: put right' };
  return { longitude, latitude, remark: 'coordinates lie outside of China' };
}
