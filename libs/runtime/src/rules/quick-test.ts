/** A rule of class-validator as it is known to its metadata. */
export interface Rule {
  readonly name?: string | undefined;
  readonly constraints: readonly unknown[] | undefined;
}

/** True: the rule is kept. False: class-validator has to be asked. */
export type QuickTest = (value: unknown) => boolean;

/**
 * What decides most values of a rule in a few steps; undefined for a rule that has none. It may say no to what keeps the rule,
 * and never yes to what breaks it.
 */
export function quickTest({ name, constraints = [] }: Rule): QuickTest | undefined {
  const make = name === undefined ? undefined : QUICK[name];
  return make?.(constraints);
}

const QUICK: Readonly<Record<string, (constraints: readonly unknown[]) => QuickTest | undefined>> = {
  isString: () => (value) => typeof value === 'string',
  isBoolean: () => (value) => typeof value === 'boolean',
  isInt: () => Number.isInteger,
  isArray: () => Array.isArray,
  isNumber: ([options]) => (options && Object.keys(options).length > 0 ? undefined : Number.isFinite),
  isIn: ([values]) => (Array.isArray(values) ? (value) => values.includes(value) && value === value : undefined),
  min:
    ([least]) =>
    (value) =>
      typeof value === 'number' && value >= (least as number),
  max:
    ([most]) =>
    (value) =>
      typeof value === 'number' && value <= (most as number),
  arrayMaxSize:
    ([most]) =>
    (value) =>
      Array.isArray(value) && value.length <= (most as number),
  isLength: ([least, most]) => lengthTest(least as number, most as number | undefined),
  maxLength: ([most]) => lengthTest(0, most as number),
  isDateString: ([options]) => (options ? undefined : isPlainMoment),
  matches: ([pattern, modifiers]) => {
    if (!(pattern instanceof RegExp) || pattern.global || pattern.sticky || modifiers !== undefined) return undefined;
    return (value) => typeof value === 'string' && pattern.test(value);
  },
};

/** class-validator counts surrogate pairs and presentation forms as one: a third of the UTF-16 units, at the least, are left. */
function lengthTest(least: number, most = Infinity): QuickTest {
  return (value) => typeof value === 'string' && value.length <= most && Math.ceil(value.length / 3) >= least;
}

const MOMENT = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3})?Z$/;

/** A moment as we write it. */
function isPlainMoment(value: unknown): boolean {
  return typeof value === 'string' && MOMENT.test(value);
}
