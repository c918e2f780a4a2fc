import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readRulebook } from '../../read-rulebook.js';
import { addresseeOf, speaksFor } from './addressee.js';
import { Ladder } from './ladder.js';
import { noticeText } from './notice-text.js';
import type { RungSetting } from './supervision-rules.js';

const folder = mkdtempSync(join(tmpdir(), 'huying-ladder-'));
const FILE = join(folder, 'rules/supervision.yml');
const read = () =>
  readRulebook(
    folder,
    ['stations', 'xhxy', 'message-board'].map((code) => ({ code })),
  );
const change = (from: string, to: string) => {
  const text = readFileSync(FILE, 'utf8');
  expect(text).toContain(from);
  writeFileSync(FILE, text.replace(from, to));
};

beforeEach(() => {
  rmSync(folder, { recursive: true });
  cpSync('config', folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of the ladder', () => {
  it('as shipped has four rungs', () => {
    expect(read().ladder.rungs.map(({ name, addressee }) => [name, addressee])).toEqual([
      ['催办', 'agency'],
      ['督办单', 'agency'],
      ['通报', 'superior'],
      ['约谈', 'leaders'],
    ]);
  });

  it('may be missing or empty: then nobody is sent anything', () => {
    rmSync(FILE);
    expect(read().ladder.rungs).toEqual([]);
    writeFileSync(FILE, 'ladder: []\n');
    expect(read().ladder.rungs).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    [
      'a hole that there is not',
      '{agency}，工单',
      '{agancy}，工单',
      '$.ladder[0].template (urge): {agancy} is no hole',
    ],
    [
      'a receipt in the words alone',
      '请抓紧办理',
      '请于{receiptBy}前签收',
      '$.ladder[0].template (urge): {receiptBy} stands there, but the rung asks for no receipt',
    ],
    ['two rungs of one code', 'rung: order', 'rung: urge', '$.ladder[1].rung (urge): a rung below has that code'],
    ['two rungs of one name', 'name: 督办单', 'name: 催办', '$.ladder[1].name (order): a rung below is called 催办'],
    [
      'a rung that comes no later than the one below',
      'amount: 5, unit: workday',
      'amount: 2, unit: workday',
      '$.ladder[2].trigger.after (circular): must be more than the 2 workday of order',
    ],
    [
      'a role that nobody has',
      'addressee: leaders',
      'addressee: role:mayor',
      '$.ladder[3].addressee (talk): no role of agencies.yml has the code mayor',
    ],
    ['an addressee of no kind', 'addressee: leaders', 'addressee: boss', '$.ladder[3].addressee'],
    [
      'a word of platforms for an inbox',
      'addressee: superior',
      'addressee: superior\n    purpose: reminder',
      '$.ladder[2].purpose (circular): stands only with the addressee agency',
    ],
    [
      'a deadline that the office owes',
      'deadlines: [finish], after: { amount: 1, ',
      'deadlines: [ruling], after: { amount: 1, ',
      '$.ladder[0].trigger.deadlines',
    ],
    ['a trigger without a time', ', after: { amount: 1, unit: workday }', '', '$.ladder[0].trigger.after'],
    ['an unknown unit', 'amount: 4, unit: working-hour', 'amount: 4, unit: hours', '$.ladder[1].receipt.unit'],
    [
      'a time longer than anybody waits',
      'amount: 4, unit: working-hour',
      'amount: 20001, unit: working-hour',
      '$.ladder[1].receipt (order): 20001 working-hour',
    ],
    ['a release of no kind', 'release: [done, answered]', 'release: [paid]', '$.ladder[0].release'],
    ['a field of no meaning', 'purpose: reminder', 'porpoise: reminder', '$.ladder[0].porpoise'],
  ])('%s is refused at the start, with its file, rung and field', (_, from, to, message) => {
    change(from, to);
    expect(read).toThrow(message);
    expect(read).toThrow('supervision.yml');
  });
});

describe('climbing', () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 11, 1, hour));
  const rung = (code: string, hand = false): RungSetting => ({
    rung: code,
    name: code,
    addressee: 'agency',
    template: code,
    release: ['done'],
    ...(hand ? {} : { trigger: { deadlines: ['finish'], after: { amount: 1, unit: 'hour' } } }),
  });
  const ladder = new Ladder([rung('a'), rung('hand', true), rung('b'), rung('c')]);
  const moments: Record<string, Date> = { a: at(1), b: at(3), c: at(5) };
  const momentOf = ({ rung: code }: RungSetting) => moments[code];
  const due = (place: number, now: Date) => ladder.dueAbove(place, momentOf, now).map((one) => one.rung.rung);

  it('takes one rung after the other, each right after its moment', () => {
    expect(due(-1, at(1))).toEqual([]);
    expect(due(-1, new Date(at(1).getTime() + 1))).toEqual(['a']);
    expect(due(0, at(3))).toEqual([]);
    expect(ladder.nextAbove(0, momentOf)).toEqual(at(3));
  });

  it('leaves none out after a long sleep, and never takes what only a hand may', () => {
    expect(due(-1, at(9))).toEqual(['a', 'b', 'c']);
    expect(due(3, at(9))).toEqual([]);
    expect(ladder.nextAbove(3, momentOf)).toBeUndefined();
  });

  it('takes with a rung those below it that have no moment of their own, on record only', () => {
    const onlyLast = ({ rung: code }: RungSetting) => (code === 'c' ? at(5) : undefined);
    expect(ladder.dueAbove(-1, onlyLast, at(6)).map(({ rung: of, at: moment }) => [of.rung, moment])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', at(5)],
    ]);
  });
});

describe('an addressee', () => {
  const of = (addressee: string, agency: string) =>
    addresseeOf({ addressee } as RungSetting, { agency, agencyName: agency }, read().agencies).code;

  it('is the agency, its superior, the leaders or an inbox', () => {
    expect(of('agency', '371402-RSJ')).toBe('371402-RSJ');
    expect(of('superior', '371402-RSJ')).toBe('role:leader-society');
    expect(of('leaders', '371402-RSJ')).toBe('role:leaders');
    expect(of('role:duty', '371402-RSJ')).toBe('role:duty');
  });

  it.each<[string, string | null, string[], string]>([
    ['a bureau for itself', '371402-RSJ', ['371402-RSJ'], 'addressee'],
    ['the office for a bureau', '371402-RSJ', ['duty'], 'office'],
    ['no bureau for another', '371402-RSJ', ['371402-ZJJ'], 'nobody'],
    ['a leader for the inbox', 'role:leaders', ['leaders'], 'addressee'],
    ['not the office for a leader', 'role:leaders', ['duty'], 'nobody'],
    ['anybody for the office', null, [], 'addressee'],
  ])('speaks: %s', (_, addressee, roles, who) => {
    expect(speaksFor(addressee, roles, read().agencies)).toBe(who);
  });
});

it('the words of a notice are filled in once: a title with braces stays as it is', () => {
  const words = {
    rung: '催办',
    agency: '甲',
    addressee: '甲',
    number: 'N',
    title: '{agency}$&',
    deadline: '办结',
    dueAt: '今天',
    reason: '晚',
    receiptBy: '',
  };
  expect(noticeText('{agency}：“{title}”{other}', words)).toBe('甲：“{agency}$&”{other}');
  expect(noticeText('{reason}', { ...words, reason: '长'.repeat(5_000) })).toHaveLength(4_000);
});
