import { describe, expect, it } from 'vitest';
import { readYamlFile } from '#libs/runtime';
import { join } from 'node:path';
import { DEFAULT_DESK_RULES, DeskFile, deskRuleMistakes } from './desk-rules.js';
import { judgeReturn, type ReturnMade } from './judge-return.js';
import { DEFAULT_RETURN_RULES, returnRulesOf, ReturnsFile } from './return-rules.js';

const RULES = join(import.meta.dirname, '../../../../config/rules');
const NOON = new Date('2026-11-25T04:00:00.000Z');
const LATER = new Date('2026-11-25T04:00:00.001Z');
const whole: ReturnMade = {
  reasonCode: 'R02',
  legalBasis: '《示例县属地管理责任清单》第51项',
  madeAt: NOON,
  windowEndsAt: NOON,
  bound: false,
  earlier: 0,
};

describe('a return', () => {
  it.each<[string, Partial<ReturnMade>, object]>([
    ['with reason, basis and in time is put before the office', {}, { kind: 'returned', number: 1 }],
    ['that is the last allowed calls for a ruling', { earlier: 1 }, { kind: 'ruling', number: 2 }],
    ['after the last allowed calls for a ruling too', { earlier: 5 }, { kind: 'ruling', number: 6 }],
    ['in the last moment of the window is in time', { madeAt: NOON }, { kind: 'returned', number: 1 }],
    ['a millisecond later is late', { madeAt: LATER }, { kind: 'late' }],
    [
      'of a task that was never known to have arrived is in time',
      { madeAt: LATER, windowEndsAt: undefined },
      { kind: 'returned', number: 1 },
    ],
    [
      'without a reason lacks both',
      { reasonCode: undefined, legalBasis: undefined },
      { kind: 'incomplete', missing: ['退单理由代码', '法定依据'] },
    ],
    ['with an empty reason lacks it', { reasonCode: '' }, { kind: 'incomplete', missing: ['退单理由代码'] }],
    [
      'with a reason of no list names it',
      { reasonCode: 'X9' },
      { kind: 'incomplete', missing: ['退单理由代码 X9 不在目录内'] },
    ],
    [
      'without the basis that its reason needs lacks it',
      { legalBasis: undefined },
      { kind: 'incomplete', missing: ['法定依据'] },
    ],
    ['with a blank basis lacks it', { legalBasis: ' \n' }, { kind: 'incomplete', missing: ['法定依据'] }],
    [
      'whose reason needs no basis is whole without it',
      { reasonCode: 'R05', legalBasis: undefined },
      { kind: 'returned', number: 1 },
    ],
    [
      'that is late and incomplete is asked for first',
      { madeAt: LATER, legalBasis: undefined },
      { kind: 'incomplete', missing: ['法定依据'] },
    ],
    [
      'of an agency that was ruled upon is an objection, whatever it says',
      { bound: true, reasonCode: undefined },
      { kind: 'objection' },
    ],
  ])('%s', (_, given, expected) => {
    expect(judgeReturn({ ...whole, ...given }, DEFAULT_RETURN_RULES)).toEqual(expected);
  });
});

describe('the shipped rules', () => {
  it('of returns are those of the code', () => {
    const file = readYamlFile(join(RULES, 'returns.yml'), ReturnsFile);
    expect(JSON.parse(JSON.stringify(returnRulesOf(file)))).toEqual(DEFAULT_RETURN_RULES);
    expect(Object.keys(file).toSorted()).toEqual(Object.keys(DEFAULT_RETURN_RULES).toSorted());
  });

  it('of the desk are those of the code', () => {
    const file = readYamlFile(join(RULES, 'desk.yml'), DeskFile);
    expect(JSON.parse(JSON.stringify(file))).toEqual(DEFAULT_DESK_RULES);
  });

  it.each<[string, object]>([
    ['of a kind that does not exist', { nix: { amount: 1, unit: 'workday' } }],
    ['of no amount', { default: { unit: 'workday' } }],
    ['of an unknown unit', { default: { amount: 1, unit: 'moon' } }],
    ['of a part of a day', { default: { amount: 0.5, unit: 'workday' } }],
    ['that is nothing', { default: null }],
  ])('refuse a wait %s, with its place', (_, waits) => {
    expect(deskRuleMistakes({ waits: waits as DeskFile['waits'] })[0]).toMatch(/^\$\.waits\.(nix|default): /);
  });
});
