import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import { readYamlFile } from '#libs/runtime';
import { readRulebook } from '../read-rulebook.js';
import { afterArriving, afterTheGrace } from './attendance.js';
import { DEFAULT_GATES } from './default-gates.js';
import { GateRules } from './gate-rules.js';
import { Gates } from './gates.js';
import { DEFAULT_JOINT, JointRules } from './joint-rules.js';
import { missingProofs } from './proof.js';
import { spotKey } from './spot-key.js';

const folder = mkdtempSync(join(tmpdir(), 'huying-gates-'));
const platforms = ['stations', 'xhxy', 'message-board'].map((code) => ({ code }));
const read = () => readRulebook(folder, platforms);
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

beforeEach(() => cpSync('config', folder, { recursive: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the gates as configured', () => {
  it('are the same in config/rules and in the code', () => {
    expect(plain(readYamlFile('config/rules/gates.yml', GateRules))).toEqual(DEFAULT_GATES);
    expect(plain(readYamlFile('config/rules/joint.yml', JointRules))).toEqual(DEFAULT_JOINT);
  });

  it('are as shipped where the files are missing, and a county may name some of its own', () => {
    rmSync(join(folder, 'rules'), { recursive: true });
    expect(read()).toMatchObject({ gates: { rules: DEFAULT_GATES }, joint: DEFAULT_JOINT });
    cpSync('config', folder, { recursive: true });
    writeFileSync(join(folder, 'rules/gates.yml'), 'redo: { automatic: 0 }\n');
    expect(read().gates.rules).toEqual({ ...DEFAULT_GATES, redo: { automatic: 0 } });
  });

  it.each<[string, string, string, string, string]>([
    [
      'no way to say unsolved',
      'gates.yml',
      'name: 未解决, means: unsolved',
      'name: 未解决, means: solved',
      'no outcome means unsolved',
    ],
    ['an outcome twice', 'gates.yml', 'code: refused', 'code: solved', '$.revisit.outcomes'],
    ['an unknown meaning', 'gates.yml', 'means: again', 'means: later', '$.revisit.outcomes[2].means'],
    ['no tries', 'gates.yml', 'tries: 3', 'tries: 0', '$.revisit.tries'],
    ['a level twice', 'gates.yml', 'level: 4', 'level: 5', '$.satisfaction'],
    ['a level of six', 'gates.yml', 'level: 4', 'level: 6', '$.satisfaction[1].level'],
    ['a share above the whole', 'gates.yml', 'rate: 0.1', 'rate: 1.1', '$.audit.rate'],
    [
      'a limit that cannot be counted',
      'gates.yml',
      'rectify: { amount: 5',
      'rectify: { amount: 5000',
      '$.rectify: 5000',
    ],
    [
      'an audit at no time',
      'gates.yml',
      'amount: 30, unit: calendar-day',
      'amount: 30, unit: moon',
      '$.audit.after.unit',
    ],
    ['an unknown rule', 'gates.yml', 'redo:', 'rework:', '$.rework'],
    ['an unknown rule of joint enforcement', 'joint.yml', 'grace:', 'patience:', '$.patience'],
    ['a grace that cannot be counted', 'joint.yml', 'amount: 30', 'amount: 5000001', '$.grace: 5000001'],
  ])('%s is refused at the start, with its place', (_, file, from, to, message) => {
    const path = join(folder, 'rules', file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
    expect(read).toThrow(message);
  });

  it.each(['proof: video', 'auditRate: 2', 'auditRate: -0.1'])('an item with %s is refused', (field) => {
    const path = join(folder, 'responsibilities.yml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('station: ZHZF\n', `station: ZHZF\n    ${field}\n`));
    expect(read).toThrow(`$.items[0].${field.split(':')[0]}`);
  });
});

describe('what a revisit comes to', () => {
  const gates = new Gates();
  it.each([
    ['solved', 5, 0, { kind: 'passed', solved: true }],
    ['solved', undefined, 0, { kind: 'passed', solved: true }],
    ['solved', 3, 0, { kind: 'passed', solved: true }],
    ['solved', 2, 0, { kind: 'redo', because: 'bad-rating' }],
    ['solved', 1, 0, { kind: 'redo', because: 'bad-rating' }],
    ['unsolved', 5, 0, { kind: 'redo', because: 'unsolved' }],
    ['unsolved', 1, 0, { kind: 'redo', because: 'unsolved' }],
    ['again', undefined, 0, { kind: 'again', tries: 1 }],
    ['again', undefined, 1, { kind: 'again', tries: 2 }],
    ['again', undefined, 2, { kind: 'passed', solved: null }],
    ['no-word', undefined, 0, { kind: 'passed', solved: null }],
  ] as const)('%s with level %s after %s tries', (means, satisfaction, tries, expected) => {
    expect(gates.judge({ means }, satisfaction, tries)).toEqual(expected);
  });

  it('goes out again by itself once, as shipped, and then to the office', () => {
    expect([1, 2, 3].map((round) => gates.redoesByItself(round))).toEqual([true, false, false]);
  });
});

describe('which tickets are looked at again', () => {
  const ids = Array.from({ length: 2_000 }, (_, n) => ticketIdOf('grid', 0, `audit ${n}`));
  const gates = new Gates();

  it('is about the share that was asked for, and the same tickets each time', () => {
    const sampled = ids.filter((id) => gates.samples(id, 0.25));
    expect(sampled.length).toBeGreaterThan(420);
    expect(sampled.length).toBeLessThan(580);
    expect(ids.filter((id) => new Gates().samples(id, 0.25))).toEqual(sampled);
    expect(sampled.every((id) => gates.samples(id, 0.5))).toBe(true);
  });

  it('is none at 0 and all at 1', () => {
    expect(ids.filter((id) => gates.samples(id, 0))).toEqual([]);
    expect(ids.every((id) => gates.samples(id, 1))).toBe(true);
  });
});

describe('what a result lacks', () => {
  const picture = { name: '现场1.jpg' };
  it.each([
    [{ opinion: '已清运' }, undefined, []],
    [{}, undefined, ['text']],
    [{ opinion: ' \n　' }, undefined, ['text']],
    [{ opinion: '已清运' }, 'picture', ['picture']],
    [{ opinion: '已清运', attachments: [{ name: '报告.pdf' }] }, 'picture', ['picture']],
    [{ opinion: '已清运', attachments: [picture] }, 'picture', []],
    [{ opinion: '已清运', attachments: [{ name: '1', mime: 'image/png' }] }, 'picture', []],
    [{ attachments: [picture] }, 'picture', ['text']],
    [{}, 'picture', ['text', 'picture']],
  ] as const)('%j where %s is needed', (result, needed, missing) => {
    expect(missingProofs(result, needed)).toEqual(missing);
  });
});

describe('attendance', () => {
  const latest = new Date('2026-11-26T01:30:00.000Z');
  const after = (ms: number) => new Date(latest.getTime() + ms);
  it('is by when it was, and the last moment of the grace is in time', () => {
    expect(afterArriving('acknowledged', latest, latest)).toBe('arrived');
    expect(afterArriving('acknowledged', after(1), latest)).toBe('late');
    expect(afterArriving('absent', after(1), latest)).toBe('late');
    expect(afterArriving('absent', after(-1), latest)).toBe('arrived');
    expect(afterArriving('convened', after(1), null)).toBe('arrived');
  });

  it('does not change once somebody was there or was waived', () => {
    expect(afterArriving('arrived', after(1), latest)).toBe('arrived');
    expect(afterArriving('late', after(-1), latest)).toBe('late');
    expect(afterArriving('waived', after(1), latest)).toBe('waived');
    expect((['arrived', 'late', 'waived'] as const).map(afterTheGrace)).toEqual(['arrived', 'late', 'waived']);
    expect((['convened', 'acknowledged'] as const).map(afterTheGrace)).toEqual(['absent', 'absent']);
  });
});

it('one place is one place, however its address is written; a township alone is none', () => {
  const key = spotKey('SX-0101', { township: '371402101', address: '示例路 3 号（东门）' });
  expect(spotKey('SX-0101', { township: '371402101', address: ' 示例路3号(东门)' })).toBe(key);
  expect(spotKey('SX-0101', { township: '371402101', address: '示例路4号(东门)' })).not.toBe(key);
  expect(spotKey('SX-0102', { township: '371402101', address: '示例路3号东门' })).not.toBe(key);
  expect(spotKey('SX-0101', { township: '371402102', address: '示例路3号东门' })).not.toBe(key);
  expect(spotKey('SX-0101', { township: '371402101' })).toBeUndefined();
  expect(spotKey('SX-0101', { address: '，。 ' })).toBeUndefined();
  expect(spotKey(null, { address: '示例路3号' })).toBeUndefined();
});
