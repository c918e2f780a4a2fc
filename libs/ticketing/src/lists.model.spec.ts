import fc from 'fast-check';
import { plainToInstance } from 'class-transformer';
import { describe, expect, it } from 'vitest';
import { GRADES } from '#libs/contracts';
import { readListXlsx, writeListXlsx } from './actions/lists/files/list-xlsx.js';
import { readListYaml, writeListYaml } from './actions/lists/files/list-yaml.js';
import { ITEM_FIELDS } from './domain/canonical-item.js';
import { checkList } from './domain/check-list.js';
import { IndexedList } from './domain/indexed-list.js';
import { compareMatches, matchItem, type RoutingFacts } from './domain/item-match.js';
import { diffLists } from './domain/list-diff.js';
import { ResponsibilityList, type ResponsibilityItem } from './domain/responsibilities.js';
import { UNPRINTABLE } from './domain/responsibility-mistakes.js';
import { route } from './domain/routing.js';
import { readRulebook } from './read-rulebook.js';

const rulebook = readRulebook(
  'config',
  ['stations', 'xhxy', 'message-board'].map((code) => ({ code })),
);
const DAY = '2026-06-15';
const NOW = new Date(`${DAY}T04:00:00Z`);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const someOf = <T>(from: fc.Arbitrary<T>, least: number, most: number) =>
  fc.uniqueArray(from, { minLength: least, maxLength: most });
/** Few words, so that items and events meet; with what files and sheets stumble over. */
const word = fc.constantFrom(
  '占道',
  '占道经营',
  '道经',
  '摆摊',
  '噪声',
  '噪声扰民',
  '夜间、半夜',
  '[括号',
  '=1+1',
  '0012',
  'a,b',
  '"引"',
  '😀坑',
);
const category = fc.constantFrom('城乡建设', '城乡建设/市政', '环境保护', '政法', '2026-01-01', 'true', '水；电');
const anyText = (most: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: most })
    .map(tidy)
    .filter((text) => text !== '' && sound(text) && [...text].length <= most);

const limits = fc.constantFrom(
  { finish: { amount: 3, unit: 'workday' } },
  { sign: { amount: 30, unit: 'minute' }, arrive: null },
  {
    stages: [{ name: '停工', amount: 4, unit: 'working-hour' }],
  },
);
const item = fc
  .record({
    item: fc.stringMatching(/^[A-Z0-9]{1,4}-[0-9]{1,6}$/),
    name: anyText(30),
    scene: maybe(anyText(20)),
    categories: someOf(category, 0, 3),
    keywords: maybe(someOf(word, 1, 4)),
    lead: fc.constantFrom({ station: 'ZHZF' }, { station: 'PCS' }, { bureau: '371402-ZJJ' }, { bureau: '371402-SLJ' }),
    helping: maybe(fc.constantFrom(['PCS'], ['371402-HBJ', 'SCJG'])),
    joint: maybe(fc.constant(true)),
    grade: maybe(fc.constantFrom(...GRADES)),
    limits: maybe(limits),
    proof: maybe(fc.constantFrom('text', 'picture')),
    auditRate: maybe(fc.constantFrom(0, 0.1, 1)),
    legalBasis: maybe(anyText(60)),
    reportTo: maybe(fc.constant(['xhxy'])),
    townships: maybe(fc.constantFrom(['371402101'], ['371402101', '371402102'])),
    grids: maybe(fc.constantFrom(['G1'], ['G1-02', 'G2'])),
    sources: maybe(fc.constantFrom(['grid'], ['grid', 'board'])),
    grades: maybe(someOf(fc.constantFrom(...GRADES), 1, 3)),
    priority: maybe(fc.integer({ min: -2, max: 2 }).filter((priority) => priority !== 0)),
    validFrom: fc.constantFrom('2026-01-01', '2026-06-15', '2026-07-01'),
    validTo: maybe(fc.constantFrom('2026-08-01', '2026-12-31')),
  })
  .map(({ lead, joint, ...rest }): object => said({ ...rest, ...lead, joint: rest.helping && joint }));
const list = fc
  .record({
    items: fc.uniqueArray(item, { selector: (one) => (one as ResponsibilityItem).item, maxLength: 14 }),
    defaultTownship: maybe(fc.constant({ 'message-board': '371402101' })),
  })
  .map((plain): ResponsibilityList => listOf(said({ version: 'v', ...plain })));
const event: fc.Arbitrary<RoutingFacts> = fc
  .record({
    source: fc.constantFrom('grid', 'board', 'message-board'),
    title: fc.array(word, { maxLength: 3 }).map((words) => words.join('')),
    description: fc.array(fc.oneof(word, anyText(5)), { maxLength: 5 }).map((words) => words.join('')),
    category: maybe(category),
    item: maybe(fc.constantFrom('A-1', 'B-2')),
    grade: maybe(fc.constantFrom(...GRADES)),
    township: maybe(fc.constantFrom('371402101', '371402102', '999999999')),
    grid: maybe(fc.constantFrom('G1', 'G1-02', 'G1-02-3', 'G2', 'G22')),
  })
  .map((facts) => said(facts) as unknown as RoutingFacts);

describe('the index of a list', () => {
  it('proposes every item that fits, so that it decides as if all had been tried', () => {
    fc.assert(
      fc.property(list, event, fc.boolean(), (given, facts, named) => {
        const asked = named && given.items[0] ? { ...facts, item: given.items[0].item } : facts;
        const index = new IndexedList(given);
        const township = asked.township ?? given.defaultTownship?.[asked.source];
        const whole = { ...asked, ...(township && { township }) };
        const fitting = given.items.filter((rule) => matchItem(rule, whole, DAY) !== undefined);
        const proposed = index.candidates(whole);
        expect(fitting.filter((rule) => !proposed.has(rule))).toEqual([]);
        const best = fitting
          .map((rule) => matchItem(rule, whole, DAY)!)
          .toSorted((a, b) => compareMatches(b, a) || (a.rule.item < b.rule.item ? -1 : 1))[0];
        const decision = route(index, rulebook.agencies, asked, NOW);
        expect(decision.kind === 'none').toBe(best === undefined);
        expect(decision.kind === 'routed' ? decision.rule : best?.rule).toBe(best?.rule);
      }),
      { numRuns: 500 },
    );
  });
});

describe('routing by a list of 2,000 items', () => {
  it('takes far less than trying every item', () => {
    const items = Array.from({ length: 2_000 }, (_, index) => {
      const { keywords, ...rest } = rulebook.seed.items[index % 48]!;
      return { ...rest, item: `A-${index}`, keywords: (keywords ?? ['其他']).map((text) => text + (index % 97)) };
    });
    const index = new IndexedList(listOf({ version: 'v', items }));
    const text = '反映某工地夜间施工噪音扰民，半夜吵得睡不着觉，请有关部门处理。'.repeat(5);
    const facts = { source: 'grid', title: text.slice(0, 30), description: text, category: '城乡建设' };
    const time = (work: () => void): number => {
      const before = performance.now();
      for (let run = 0; run < 20; run++) work();
      return performance.now() - before;
    };
    const all = time(() => items.forEach((rule) => matchItem(rule, facts, DAY)));
    expect(time(() => route(index, rulebook.agencies, facts, NOW))).toBeLessThan(all / 4);
  });
});

describe('a list that is exported and imported again', () => {
  it('is the same, through YAML', () => {
    fc.assert(
      fc.property(list, (given) => {
        expect(imported(readListYaml(Buffer.from(writeListYaml(given))).plain)).toEqual(plainOf(given));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same, through Excel', async () => {
    await fc.assert(
      fc.asyncProperty(list, async (given) => {
        expect(imported(readListXlsx(await writeListXlsx(given)).plain)).toEqual(plainOf(given));
      }),
      { numRuns: 60 },
    );
  });

  it('so is the sample list', async () => {
    expect(imported(readListYaml(Buffer.from(writeListYaml(rulebook.seed))).plain)).toEqual(plainOf(rulebook.seed));
    expect(imported(readListXlsx(await writeListXlsx(rulebook.seed)).plain)).toEqual(plainOf(rulebook.seed));
  });
});

describe('the difference of two lists', () => {
  it('is empty for equal ones, also when their items stand in another order', () => {
    fc.assert(
      fc.property(list, (given) => {
        const turned = listOf({ ...plainOf(given), version: 'w', items: plainOf(given).items.toReversed() });
        expect(diffLists(given, turned)).toEqual({ added: [], removed: [], changed: [], defaultTownship: [] });
      }),
    );
  });

  it('is complete: applied to the one it makes the other', () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        const diff = diffLists(before, after);
        const items = new Map(plainOf(before).items.map((one) => [one.item, { ...one } as Record<string, unknown>]));
        for (const { item: code } of diff.removed) items.delete(code);
        for (const one of plainOf({ items: diff.added }).items) items.set(one.item, { ...one });
        for (const { item: code, fields } of diff.changed) {
          for (const { field, before: was, after: is } of fields) {
            expect(items.get(code)?.[field]).toEqual(was);
            if (is === undefined) delete items.get(code)![field];
            else items.get(code)![field] = is;
          }
        }
        const made = [...items.values()].toSorted(byItem);
        expect(made).toEqual(plainOf(after).items.toSorted(byItem as never));
      }),
    );
  });

  it('names each field that an item has', () => {
    const fields = ITEM_FIELDS.filter((field) => field !== 'item');
    for (const field of fields) {
      const one = { ...plainOf(rulebook.seed).items[0]! } as Record<string, unknown>;
      const other = { ...one, [field]: 'something else' };
      const changed = diffLists(
        { version: 'a', items: [one as never] },
        { version: 'b', items: [other as never] },
      ).changed;
      expect(changed.map(({ fields: all }) => all.map((change) => change.field))).toEqual([[field]]);
    }
  });
});

function byItem(a: { item?: unknown }, b: { item?: unknown }): number {
  return String(a.item) < String(b.item) ? -1 : 1;
}

function imported(plain: { version: unknown; items: unknown; defaultTownship?: unknown }): object {
  const result = checkList(plain, rulebook);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return plainOf(result.list);
}

function listOf(plain: object): ResponsibilityList {
  return plainToInstance(ResponsibilityList, plain);
}

function plainOf<T extends object>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function said<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

function tidy(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function sound(text: string): boolean {
  return !UNPRINTABLE.test(text);
}
