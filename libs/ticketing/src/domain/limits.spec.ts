import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readYamlFile } from '#libs/runtime';
import { limitText } from '#libs/worktime';
import { readRulebook } from '../read-rulebook.js';
import { DEFAULT_LIMITS } from './default-limits.js';
import { LimitRules } from './limit-settings.js';
import { Limits } from './limits.js';

const folder = mkdtempSync(join(tmpdir(), 'huying-limits-'));
const platforms = ['stations', 'xhxy', 'message-board'].map((code) => ({ code }));
const read = () => readRulebook(folder, platforms);
const change = (file: string, from: string, to: string) => {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
};

beforeEach(() => cpSync('config', folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the limits as shipped', () => {
  it('are the same in config/rules/limits.yml and in the code', () => {
    const written: unknown = JSON.parse(JSON.stringify(readYamlFile('config/rules/limits.yml', LimitRules)));
    expect(written).toEqual(DEFAULT_LIMITS);
  });

  it('are those of the mechanism’s table', () => {
    const limits = new Limits();
    const table = (['critical', 'urgent', 'ordinary', 'difficult', 'enquiry'] as const).map((grade) => {
      const { sign, contact, arrive, finish, extension, yellow, red, stages } = limits.of(undefined, grade);
      const named = { sign, contact, arrive, finish, extension, yellow, red };
      const texts = Object.entries(named).flatMap(([name, limit]) => (limit ? [`${name} ${limitText(limit)}`] : []));
      return [grade, ...texts, ...(stages ?? []).map((stage) => `${stage.name} ${limitText(stage)}`)].join(', ');
    });
    expect(table).toEqual([
      'critical, sign 30分钟, arrive 30分钟, finish 24小时',
      'urgent, sign 30分钟, arrive 2小时, finish 24小时',
      'ordinary, sign 2工作时, contact 1个工作日, finish 5个工作日, extension 10个工作日, yellow 1个工作日, red 1个工作日',
      'difficult, sign 2工作时, contact 1个工作日, finish 15个工作日, extension 7个工作日, yellow 1个工作日, red 1个工作日',
      'enquiry, sign 2工作时, finish 3个工作日, 当日答复 当日',
    ]);
    expect(limits.of(undefined, 'ordinary').extension?.times).toBe(1);
  });
});

describe('limits of a county’s own', () => {
  it('replace those that they name, and a limit may be taken away', () => {
    writeFileSync(
      join(folder, 'rules/limits.yml'),
      'ordinary:\n  finish: { amount: 3, unit: workday }\n  contact: ~\n',
    );
    const { limits } = read();
    const { finish, contact, sign } = limits.of(undefined, 'ordinary');
    expect([finish, contact, sign]).toEqual([{ amount: 3, unit: 'workday' }, undefined, DEFAULT_LIMITS.ordinary.sign]);
    expect(limits.of(undefined, 'critical').finish).toEqual(DEFAULT_LIMITS.critical.finish);
  });

  it('are as shipped where the file is missing', () => {
    rmSync(join(folder, 'rules'), { recursive: true });
    expect(read().limits.of(undefined, 'difficult').finish).toEqual(DEFAULT_LIMITS.difficult.finish);
  });

  it('of an item go before those of its grade', () => {
    change(
      'responsibilities.yml',
      '    station: ZHZF\n',
      '    station: ZHZF\n    limits: { finish: { amount: 7, unit: calendar-day }, sign: ~ }\n',
    );
    const rulebook = read();
    const { finish, sign, contact } = rulebook.limits.of(rulebook.itemOf('SX-0101', new Date()), 'ordinary');
    expect([finish, sign, contact]).toEqual([
      { amount: 7, unit: 'calendar-day' },
      undefined,
      DEFAULT_LIMITS.ordinary.contact,
    ]);
    expect(rulebook.limits.of(rulebook.itemOf('SX-0102', new Date()), 'ordinary').finish).toEqual(
      DEFAULT_LIMITS.ordinary.finish,
    );
  });

  it.each<[string, string, string, string, string]>([
    ['an unknown unit', 'rules/limits.yml', '24, unit: hour', '24, unit: hours', '$.critical.finish.unit'],
    ['an amount below nothing', 'rules/limits.yml', 'amount: 24', 'amount: -1', '$.critical.finish.amount'],
    ['half a day', 'rules/limits.yml', 'amount: 24', 'amount: 0.5', '$.critical.finish.amount'],
    ['an amount as text', 'rules/limits.yml', 'amount: 24', "amount: '24'", '$.critical.finish.amount'],
    [
      'a limit longer than anybody lives',
      'rules/limits.yml',
      'amount: 24',
      'amount: 90001',
      '$.critical.finish: 90001 hour',
    ],
    ['an unknown limit', 'rules/limits.yml', 'arrive:', 'arrival:', '$.critical.arrival'],
    ['an unknown grade', 'rules/limits.yml', 'critical:', 'kritisch:', '$.kritisch'],
    ['a stage without a name', 'rules/limits.yml', 'name: 当日答复, ', '', '$.enquiry.stages[0].name'],
    ['no times', 'rules/limits.yml', ', times: 1', '', '$.ordinary.extension.times'],
    [
      'a stage of an item that cannot be counted',
      'responsibilities.yml',
      'station: ZHZF\n',
      'station: ZHZF\n    limits: { stages: [{ name: 拆除, amount: 9999, unit: workday }] }\n',
      '$.items[0].limits.stages[0]: 9999 workday',
    ],
    [
      'two stages of one name',
      'responsibilities.yml',
      'station: ZHZF\n',
      'station: ZHZF\n    limits: { stages: [{ name: 拆除, amount: 1, unit: workday }, { name: 拆除, amount: 2, unit: workday }] }\n',
      '$.items[0].limits.stages',
    ],
  ])('%s is refused at the start, with its place', (_, file, from, to, message) => {
    change(file, from, to);
    expect(read).toThrow(message);
  });
});
