import { plainToInstance, Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDateString,
  IsEmail,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  isDateString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
  validateSync,
} from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quickInstance, type Unknowns } from './quick-instance.js';
import { quickTest } from './quick-test.js';

class Inner {
  @IsString() @Length(1, 3) code: string;
  @IsOptional() @IsInt() @Min(0) @Max(5) level?: number;
  @IsOptional() @ValidateNested() @Type(() => Inner) inner?: Inner;
}

class Outer {
  @Matches(/^[a-z]+$/) id: string;
  @IsString() @Length(2, 4) title: string;
  @IsOptional() @IsString() @MaxLength(3) note?: string;
  @IsDateString() at: string;
  @IsOptional() @IsDateString() until?: string;
  @IsIn(['a', 'b', 1]) kind: unknown;
  @IsOptional() @IsNumber() degrees?: number;
  @IsOptional() @IsBoolean() solved?: boolean;
  /** No quick test knows it. */
  @IsOptional() @IsEmail() email?: string;
  @IsOptional() @ValidateNested() @Type(() => Inner) inner?: Inner;
  @IsOptional() @IsArray() @ArrayMaxSize(2) @ValidateNested({ each: true }) @Type(() => Inner) inners?: Inner[];
  @IsOptional() @IsArray() @IsString({ each: true }) @Length(1, 2, { each: true }) remarks?: string[];
  @ValidateNested() @Type(() => Inner) needed: Inner;
}

class OfOuter extends Outer {
  @IsInt() more: number;
  @IsOptional() @IsInt() given?: number = 7;
}

/** What the two libraries make of it; undefined when they find something wrong. */
function bySlowWay(type: new () => object, plain: object, unknowns: Unknowns): object | undefined {
  const instance = plainToInstance(type, plain);
  const wrong = validateSync(instance, { whitelist: true, forbidNonWhitelisted: unknowns === 'refuse' });
  return wrong.length === 0 ? instance : undefined;
}

const odd = fc.oneof(
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1.5,
    6,
    '',
    'a',
    'ab',
    'abc',
    'abcd',
    'abcde',
    'B',
    '一二',
    '👍',
    '👍👍👍👍',
    'x️y️',
    '️',
    'a@b.cn',
  ),
  fc.constantFrom(
    '2026-02-28T10:00:00.000Z',
    '2026-02-30T10:00:00Z',
    '2026-11-25',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-W01',
    'now',
  ),
  fc.constantFrom(
    [],
    {},
    ['a'],
    ['ab', 'abc'],
    [1],
    [null],
    [[]],
    [{}],
    [{ code: 'x' }],
    { code: 'x' },
    { code: 'wxyz' },
    { code: 'x', level: 9 },
  ),
  fc.constantFrom({ code: 'x', more: 1 }, { code: 'x', inner: { code: 'y', inner: { code: '' } } }, [
    { code: 'x' },
    { code: 'y' },
    { code: 'z' },
  ]),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.jsonValue({ maxDepth: 2 }),
);
const good = {
  id: fc.constant('abc'),
  title: fc.constantFrom('ab', '一二三', '👍👍'),
  at: fc.constant('2026-11-25T02:00:00.000Z'),
  kind: fc.constantFrom('a', 'b', 1),
  needed: fc.constant({ code: 'x' }),
  more: fc.constant(3),
};
const FIELDS = [
  'id',
  'title',
  'note',
  'at',
  'until',
  'kind',
  'degrees',
  'solved',
  'email',
  'inner',
  'inners',
  'remarks',
  'needed',
  'more',
  'given',
];
const HOSTILE = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'other', '0'];
/** A good one, in which some fields are missing, some are odd, and some are of no class. In any order. */
const bodies = fc
  .tuple(
    fc.record(good, { requiredKeys: ['id', 'title', 'at', 'kind', 'needed'] }),
    fc.dictionary(
      fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...FIELDS) },
        { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
      ),
      odd,
      {
        maxKeys: 3,
      },
    ),
    fc.option(fc.constantFrom(...FIELDS), { freq: 6 }),
    fc.boolean(),
  )
  .map(([base, change, missing, oddFirst]) => {
    const body = oddFirst ? { ...change, ...base } : { ...base, ...change };
    if (missing) delete (body as Record<string, unknown>)[missing];
    return JSON.stringify(body);
  });

describe('an instance that was made quickly', () => {
  it.each<Unknowns>(['drop', 'refuse'])(
    'is what the slow way makes, and only where it finds nothing wrong (%s)',
    (unknowns) => {
      const count = { quick: 0, good: 0 };
      fc.assert(
        fc.property(bodies, fc.constantFrom(Outer, OfOuter), (text, type) => {
          const quick = quickInstance<object>(type, JSON.parse(text) as object, unknowns);
          const slow = bySlowWay(type, JSON.parse(text) as object, unknowns);
          if (slow) count.good++;
          if (!quick) return;
          count.quick++;
          expect(quick).toStrictEqual(slow);
          expect(JSON.stringify(quick)).toBe(JSON.stringify(slow));
        }),
        { numRuns: 1_000 },
      );
      // It is worth having: most of what is good is made quickly.
      expect(count.quick).toBeGreaterThan(count.good * 0.8);
      expect(count.good).toBeGreaterThan(80);
    },
  );

  it('takes a moment of any day that class-validator takes, and of no other', () => {
    const isQuick = quickTest({ name: 'isDateString', constraints: [] });
    const two = (number: number): string => String(number).padStart(2, '0');
    for (let month = 0; month <= 13; month++)
      for (let day = 0; day <= 32; day++) {
        const moment = `2026-${two(month)}-${two(day)}T01:02:03.004Z`;
        expect([moment, isQuick?.(moment)]).toEqual([moment, isDateString(moment)]);
      }
  });

  it('is not made of a class that does more than we know', () => {
    class Conditional {
      @ValidateIf(() => false) @IsInt() value: number;
    }
    class Grouped {
      @IsInt({ groups: ['some'] }) value: number;
      @IsInt() other: number;
    }
    class Transformed {
      @IsInt() @Transform(() => 5) value: number;
    }
    class Computed {
      @IsInt() value: number;
      get double(): number {
        return this.value * 2;
      }
    }
    class Bare {}
    for (const type of [Conditional, Grouped, Transformed, Computed, Bare])
      expect(quickInstance<object>(type, { value: 1, other: 1 }, 'drop')).toBeUndefined();
  });

  it('is not made of what is no plain object', () => {
    expect(quickInstance(Inner, Object.assign(new Inner(), { code: 'x' }), 'drop')).toBeUndefined();
    expect(quickInstance(Inner, { code: 'x', level: undefined }, 'drop')).toBeUndefined();
  });
});
