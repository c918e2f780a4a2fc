const inChina = {
  longitude: (value: number) => value > 73 && value < 136,
  latitude: (value: number) => value > 3 && value < 54,
};

/**
 * Longitude and latitude as a platform gave them, number or text. A swapped pair is told by its size and turned round; what
 * can be no place in the country is left out. Either way a remark says so. No system is converted into another.
 */
export function coordinates(
  longitude: unknown,
  latitude: unknown,
  remarks: string[],
): { longitude?: number; latitude?: number } {
  if (absent(longitude) && absent(latitude)) return {};
  const [x, y] = [degrees(longitude), degrees(latitude)];
  if (x === undefined || y === undefined) {
    remarks.push('坐标不完整或不是数字,未采用');
    return {};
  }
  if (x === 0 && y === 0) {
    remarks.push('坐标为 0/0,未采用');
    return {};
  }
  if (inChina.longitude(x) && inChina.latitude(y)) return { longitude: x, latitude: y };
  if (inChina.longitude(y) && inChina.latitude(x)) {
    remarks.push('经纬度颠倒,已对调');
    return { longitude: y, latitude: x };
  }
  remarks.push('坐标不在国内,未采用');
  return {};
}

function absent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function degrees(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^\s*-?\d{1,3}(\.\d+)?\s*$/.test(value)) return Number(value);
  return undefined;
}
