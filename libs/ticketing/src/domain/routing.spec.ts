import { plainToInstance } from 'class-transformer';
import { describe, expect, it } from 'vitest';
import { readRulebook } from '../read-rulebook.js';
import { IndexedList } from './indexed-list.js';
import type { RoutingFacts } from './item-match.js';
import { responsibilityMistakes } from './responsibility-mistakes.js';
import { ResponsibilityList, type ResponsibilityItem } from './responsibilities.js';
import { route } from './routing.js';

const NOW = new Date('2026-11-25T02:00:00Z');
const platforms = ['stations', 'xhxy', 'message-board'].map((code) => ({ code }));
const sample = readRulebook('config', platforms);

const item = (code: string, more: Partial<ResponsibilityItem> = {}): Partial<ResponsibilityItem> => ({
  item: code,
  name: code,
  categories: [],
  validFrom: '2026-01-01',
  ...(more.bureau ? {} : { station: 'ZHZF' }),
  ...more,
});
const listOf = (...items: Partial<ResponsibilityItem>[]) =>
  plainToInstance(ResponsibilityList, { version: 't', defaultTownship: { board: '371402102' }, items });
const event = (more: Partial<RoutingFacts> = {}): RoutingFacts => ({
  source: 'grid',
  title: '路口有人摆摊',
  description: '天天如此',
  township: '371402101',
  ...more,
});
const decide = (list: ResponsibilityList, facts: RoutingFacts, now = NOW) =>
  route(new IndexedList(list), sample.agencies, facts, now);
const chosen = (list: ResponsibilityList, facts: RoutingFacts, now = NOW) => {
  const decision = decide(list, facts, now);
  return decision.kind === 'routed' ? decision.rule.item : decision.kind;
};

describe('the evidence that decides', () => {
  const byCode = item('A', { bureau: '371402-SLJ' });
  const both = item('B', { categories: ['城乡建设'], keywords: ['摆摊'], bureau: '371402-ZJJ' });
  const rest = item('C', { categories: ['城乡建设'], bureau: '371402-HBJ' });
  const words = item('D', { categories: ['政法'], keywords: ['路口'], bureau: '371402-RSJ' });
  const list = listOf(rest, words, both, byCode);

  it.each<[string, Partial<RoutingFacts>, string]>([
    ['the item code before all else', { item: 'A', category: '城乡建设' }, 'A'],
    ['an unknown item code is no evidence', { item: 'Z', category: '城乡建设' }, 'B'],
    ['category and keyword before the category alone', { category: '城乡建设' }, 'B'],
    ['a category with a path under it', { category: '城乡建设/市政管理' }, 'B'],
    [
      'a category that only begins alike is another one',
      { category: '城乡建设局', title: '无', description: '无' },
      'none',
    ],
    ['the category alone before keywords alone', { category: '城乡建设', title: '路口有坑' }, 'C'],
    ['keywords alone for an event without category', { title: '路口有坑' }, 'D'],
    ['one keyword in the description alone is said in passing', { title: '有坑', description: '在路口' }, 'none'],
    ['nothing at all', { title: '无', description: '无' }, 'none'],
  ])('%s', (_, facts, expected) => expect(chosen(list, event(facts))).toBe(expected));
});

describe('among items of equal evidence', () => {
  const fits = { categories: ['城乡建设'], keywords: ['摆摊'] };
  const facts = event({ category: '城乡建设', grade: 'urgent' });
  const bureau = '371402-ZJJ';

  it.each<[string, Partial<ResponsibilityItem>[], string]>([
    ['the higher priority wins', [item('A', fits), item('B', { ...fits, bureau, priority: 1 })], 'B'],
    [
      'the one that holds for fewer places wins',
      [item('A', fits), item('B', { ...fits, bureau, townships: ['371402101'] })],
      'B',
    ],
    [
      'the one for this source and grade wins',
      [item('A', fits), item('B', { ...fits, bureau, sources: ['grid'], grades: ['urgent'] })],
      'B',
    ],
    ['the longer keyword wins', [item('A', fits), item('B', { ...fits, bureau, keywords: ['有人摆摊'] })], 'B'],
    [
      'a word in the title outweighs one of the description',
      [item('A', fits), item('B', { ...fits, bureau, keywords: ['天天'] })],
      'A',
    ],
    ['equal ones of one agency: the smaller code', [item('B', fits), item('A', fits)], 'A'],
    ['one for another township does not count', [item('A', { ...fits, townships: ['371402102'] })], 'none'],
    ['one for another grade does not count', [item('A', { ...fits, grades: ['ordinary'] })], 'none'],
  ])('%s', (_, items, expected) => expect(chosen(listOf(...items), facts)).toBe(expected));

  it('equal ones of different agencies are a person’s to decide, and are named', () => {
    const list = listOf(item('B', fits), item('A', { ...fits, bureau }));
    expect(decide(list, facts)).toEqual({ kind: 'ambiguous', items: ['A', 'B'] });
  });

  it('does not depend on the order of the list', () => {
    const items = [item('A', fits), item('B', { ...fits, priority: 2 }), item('C', { ...fits, priority: 2 })];
    expect(chosen(listOf(...items), facts)).toBe(chosen(listOf(...items.toReversed()), facts));
  });
});

describe('validity', () => {
  const list = listOf(item('A', { keywords: ['摆摊'], validFrom: '2026-11-25', validTo: '2026-11-25' }));

  it.each([
    ['2026-11-24T15:59:59.999Z', 'none'],
    ['2026-11-24T16:00:00Z', 'A'],
    ['2026-11-25T15:59:59.999Z', 'A'],
    ['2026-11-25T16:00:00Z', 'none'],
  ])('at %s, by the day in Shanghai: %s', (time, expected) =>
    expect(chosen(list, event(), new Date(time))).toBe(expected),
  );
});

describe('the agencies', () => {
  it('a station is the one of the event’s township, a bureau is the same for all', () => {
    const list = listOf(item('A', { keywords: ['摆摊'], helping: ['PCS', '371402-ZJJ'] }));
    const decision = decide(list, event({ township: '371402102' }));
    expect(decision).toMatchObject({
      agencies: [{ code: '371402102-ZHZF', name: '样板镇综合行政执法中队', kind: 'station' }],
      helping: [{ code: '371402102-PCS' }, { code: '371402-ZJJ', kind: 'bureau' }],
    });
  });

  it('in a joint enforcement the helpers have tasks too, the lead first', () => {
    const list = listOf(item('A', { keywords: ['摆摊'], helping: ['PCS', '371402-ZJJ'], joint: true }));
    const decision = decide(list, event());
    expect(decision).toMatchObject({ helping: [] });
    const codes = decision.kind === 'routed' ? decision.agencies.map(({ code }) => code) : [];
    expect(codes).toEqual(['371402101-ZHZF', '371402101-PCS', '371402-ZJJ']);
  });

  it('a source that names no township has a default, and the record says so', () => {
    const list = listOf(item('A', { keywords: ['摆摊'] }));
    const { township: _, ...nowhere } = event({ source: 'board' });
    expect(decide(list, nowhere)).toMatchObject({
      agencies: [{ code: '371402102-ZHZF' }],
      record: { facts: { township: '371402102', townshipByDefault: true } },
    });
    expect(decide(list, { ...nowhere, source: 'grid' })).toEqual({ kind: 'no-township', item: 'A' });
    expect(decide(list, event({ township: '999999999' }))).toEqual({ kind: 'no-township', item: 'A' });
  });

  it('a call to a bureau needs no township', () => {
    const { township: _, ...nowhere } = event();
    expect(chosen(listOf(item('A', { keywords: ['摆摊'], bureau: '371402-ZJJ' })), nowhere)).toBe('A');
  });
});

describe('the sample list', () => {
  it('sends the rest of six first-level classes to somebody, and leaves education without a keyword to the desk', () => {
    const facts = (category: string) => event({ category, title: '有一件事', description: '请处理' });
    const decisions = ['城乡建设', '环境保护', '交通运输', '劳动和社会保障', '商贸旅游', '卫生计生', '教育文体'].map(
      (category) => decide(sample.seed, facts(category)).kind,
    );
    expect(decisions).toEqual([...Array<string>(6).fill('routed'), 'none']);
  });

  it('finds every item by its own code', () => {
    for (const rule of sample.seed.items) expect(chosen(sample.seed, event({ item: rule.item }))).toBe(rule.item);
  });

  it('holds no mistakes, and a list that does is told all of them', () => {
    expect(responsibilityMistakes(sample.seed, sample.agencies)).toEqual([]);
    const bad = listOf(
      item('A', { station: 'NIX', helping: ['371402-NIX'] }),
      item('A', { bureau: '371402-ZJJ', station: 'ZHZF' }),
    );
    bad.items[1]!.validTo = '2020-01-01';
    expect(responsibilityMistakes(bad, sample.agencies)).toHaveLength(5);
  });
});
