import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { readYamlFile } from '#libs/runtime';
import type { Place } from '#libs/contracts';
import { addressText } from './address-text.js';
import { alike } from './alike.js';
import { DEFAULT_DUPLICATE_RULES, DuplicateRules, duplicateRulesInForce } from './duplicate-rules.js';
import { placeMarks, surroundingsOf } from './place-marks.js';
import { metresBetween, toWgs84 } from './wgs84.js';

const AREAS = ['示例县', '东城镇'];
const rules = duplicateRulesInForce(new DuplicateRules());
const marks = (place: Place, source = 'grid', township: string | null = '371402101') =>
  placeMarks({ source, place, areas: AREAS, township });
/** That many metres north of a point that lies nowhere in particular. */
const at = (north: number, more: Partial<Place> = {}): Place => ({
  longitude: 116.3,
  latitude: 37.43 + north / 111_195,
  crs: 'WGS84',
  ...more,
});

describe('coordinates', () => {
  // The same point by the published formulas of the three systems.
  it.each([
    ['GCJ02', { longitude: 116.410_244_499_169_38, latitude: 39.916_404_281_501_64 }],
    ['WGS84', { longitude: 116.404, latitude: 39.915 }],
  ] as const)('%s is brought to WGS 84 within a decimetre', (crs, point) => {
    expect(metresBetween(toWgs84(point, crs)!, { longitude: 116.404, latitude: 39.915 })).toBeLessThan(0.1);
  });

  it('BD-09 is brought to WGS 84 by way of GCJ-02', () => {
    const byBaidu = toWgs84({ longitude: 116.404, latitude: 39.915 }, 'BD09')!;
    const byGcj = toWgs84({ longitude: 116.397_627_291_193_15, latitude: 39.908_656_739_576_31 }, 'GCJ02')!;
    expect(metresBetween(byBaidu, byGcj)).toBeLessThan(0.1);
  });

  it('the shift that GCJ-02 has in this part of the country is hundreds of metres: unconverted they would never meet', () => {
    const point = { longitude: 116.3, latitude: 37.43 };
    const shift = metresBetween(point, toWgs84(point, 'GCJ02')!);
    expect(shift).toBeGreaterThan(300);
    expect(shift).toBeLessThan(900);
  });

  it('one that a known system gives and one of an unknown system are not compared', () => {
    const known = marks(at(0));
    const unknown = marks(at(0, { crs: 'UNKNOWN' }));
    expect(alike(known, unknown, rules)).toBeUndefined();
    expect(alike(unknown, marks(at(20, { crs: 'UNKNOWN' })), rules)).toEqual({ by: 'coordinates', metres: 20 });
    expect(alike(unknown, marks(at(20, { crs: 'UNKNOWN' }), 'hotline'), rules)).toBeUndefined();
  });

  it('0/0 and what lies outside of the world is no place', () => {
    const nowhere = { cell: null, longitudeE7: null, latitudeE7: null };
    expect(marks({ longitude: 0, latitude: 0, crs: 'WGS84' })).toMatchObject(nowhere);
    expect(marks({ longitude: 37.4, latitude: 116.3, crs: 'WGS84' })).toMatchObject(nowhere);
  });

  it('whatever lies within so many metres is in the surroundings, anywhere in the country', () => {
    const anywhere = fc.record({
      longitude: fc.double({ min: 73.5, max: 135, noNaN: true }),
      latitude: fc.double({ min: 18, max: 53.5, noNaN: true }),
      bearing: fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
      metres: fc.double({ min: 0, max: 2_000, noNaN: true }),
    });
    fc.assert(
      fc.property(anywhere, ({ longitude, latitude, bearing, metres }) => {
        const there = {
          latitude: latitude + (Math.cos(bearing) * metres) / 111_195,
          longitude: longitude + (Math.sin(bearing) * metres) / (111_195 * Math.cos((latitude * Math.PI) / 180)),
        };
        const [a, b] = [marks({ longitude, latitude, crs: 'WGS84' }), marks({ ...there, crs: 'WGS84' })];
        const around = surroundingsOf(a, metres + 1)!;
        expect(around.cells).toContain(b.cell);
        expect(around.cells.length).toBeLessThanOrEqual(9);
        for (const axis of ['longitudeE7', 'latitudeE7'] as const) {
          expect(b[axis]).toBeGreaterThanOrEqual(around[axis][0]);
          expect(b[axis]).toBeLessThanOrEqual(around[axis][1]);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('addresses', () => {
  it.each([
    ['示例县东城镇工业路12号', '工业路12号'],
    ['东城镇 工业路１２号 附近', '工业路 12 号'],
    ['某省某市示例县东城镇工业路12号（门口）', '工业路12号，门口'],
    ['和平小区3号楼B座', '和平小区３号楼ｂ座'],
  ])('%s is %s', (one, other) => {
    expect(addressText(one, AREAS)).toBeDefined();
    expect(addressText(one, AREAS)).toBe(addressText(other, AREAS));
  });

  it.each(['', '   ', '东城镇', '示例县东城镇', '附近', '工业路', '。，！', '不详', '\u0000'])(
    '%j names no place',
    (vague) => {
      expect(addressText(vague, AREAS)).toBeUndefined();
    },
  );

  it('a number more is another house', () => {
    expect(addressText('工业路12号', AREAS)).not.toBe(addressText('工业路112号', AREAS));
  });
});

describe('two places', () => {
  it('are the same within the metres of the rules, and not beyond', () => {
    expect(alike(marks(at(0)), marks(at(99)), rules)).toEqual({ by: 'coordinates', metres: 99 });
    expect(alike(marks(at(0)), marks(at(102)), rules)).toBeUndefined();
  });

  it('are the same by their address, unless their coordinates or townships say otherwise', () => {
    const address = '示例县东城镇工业路12号';
    expect(alike(marks({ address }), marks({ address: '工业路12号' }, 'hotline'), rules)).toEqual({ by: 'address' });
    expect(alike(marks(at(0, { address })), marks(at(500, { address })), rules)).toBeUndefined();
    expect(alike(marks({ address }), marks({ address }, 'grid', '371402102'), rules)).toBeUndefined();
    expect(alike(marks(at(0)), marks(at(5), 'grid', '371402102'), rules)).toBeUndefined();
  });

  it('are the same by their grid only where the rules want it, within one source, and where not both name an address', () => {
    const byGrid = duplicateRulesInForce({ places: ['grid'] });
    const grid = '371402101003';
    expect(alike(marks({ grid }), marks({ grid }), rules)).toBeUndefined();
    expect(alike(marks({ grid }), marks({ grid }), byGrid)).toEqual({ by: 'grid' });
    expect(alike(marks({ grid }), marks({ grid }, 'hotline'), byGrid)).toBeUndefined();
    const [one, other] = ['工业路12号院内', '和平路98号院内'];
    expect(alike(marks({ grid, address: one }), marks({ grid, address: other }), byGrid)).toBeUndefined();
  });

  it('that say nothing are never the same', () => {
    expect(
      alike(marks({}), marks({}), duplicateRulesInForce({ places: ['coordinates', 'address', 'grid'] })),
    ).toBeUndefined();
  });

  it('does not matter which of the two came first', () => {
    const place = fc.record(
      {
        longitude: fc.double({ min: 116.29, max: 116.31, noNaN: true }),
        latitude: fc.double({ min: 37.42, max: 37.44, noNaN: true }),
        crs: fc.constantFrom('WGS84', 'GCJ02', 'BD09', 'UNKNOWN'),
        address: fc.constantFrom('工业路12号', '工业路12号附近', '和平小区3号楼'),
        grid: fc.constantFrom('1', '2'),
      },
      { requiredKeys: [] },
    );
    const all = duplicateRulesInForce({ places: ['coordinates', 'address', 'grid'], metres: 500 });
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [one, other] = [marks(a as Place), marks(b as Place)];
        expect(alike(one, other, all)).toEqual(alike(other, one, all));
      }),
    );
  });
});

describe('config/rules/duplicates.yml', () => {
  const file = join(import.meta.dirname, '../../../../../config/rules/duplicates.yml');

  it('says what is so without it', () => {
    expect(existsSync(file)).toBe(true);
    expect({ ...readYamlFile(file, DuplicateRules) }).toEqual(DEFAULT_DUPLICATE_RULES);
    expect(readFileSync(file, 'utf8')).toMatch(/phone/);
  });
});
