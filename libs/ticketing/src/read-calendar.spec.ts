import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { deadlineOf } from '#libs/worktime';
import { readRulebook } from './read-rulebook.js';

const folder = mkdtempSync(join(tmpdir(), 'huying-calendar-'));
const platforms = ['stations', 'xhxy', 'message-board'].map((code) => ({ code }));
const read = () => readRulebook(folder, platforms);
const change = (file: string, from: string, to: string) => {
  const text = readFileSync(join(folder, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(folder, file), text.replace(from, to));
};

beforeEach(() => {
  rmSync(folder, { recursive: true });
  cpSync('config', folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the working time of the agencies', () => {
  it('is that of the sample: the office, stations with hours of their own, the published years', () => {
    const { times, agencies } = read();
    expect(times.calendar.years).toEqual([2024, 2025, 2026]);
    const end = (code?: string) => {
      const time = code === undefined ? times.office : times.of(agencies.find(code)!);
      const start = new Date('2026-02-13T10:00:00+08:00');
      return deadlineOf(time, { start, limit: { amount: 1, unit: 'workday' } }).end;
    };
    expect(end()).toEqual(new Date('2026-02-14T17:30:00+08:00'));
    expect(end('371402101-SCJG')).toEqual(end());
    expect(end('371402-ZJJ')).toEqual(end());
    expect(end('371402101-PCS')).toEqual(new Date('2026-02-14T18:00:00+08:00'));
  });

  it('is the standard one where agencies.yml names no hours', () => {
    const text = readFileSync(join(folder, 'agencies.yml'), 'utf8');
    const without = text.replace(/^hours:\n(?: +.*\n)+/m, '').replace(', hours: police', '');
    writeFileSync(join(folder, 'agencies.yml'), without);
    const { times, agencies } = read();
    expect(times.of(agencies.find('371402101-PCS')!).hours.name).toBe('标准作息');
  });

  it('of a bureau may be its own', () => {
    change('agencies.yml', 'name: 示例县住建局, platform: xhxy', 'name: 示例县住建局, platform: xhxy, hours: police');
    const { times, agencies } = read();
    expect(times.of(agencies.find('371402-ZJJ')!).hours.name).toBe('派出所作息');
  });
});

describe('a configuration that can not be', () => {
  it.each<[string, string, string, string, string]>([
    [
      'a day that there is not',
      'calendar/2026.yml',
      'to: 2026-02-23',
      'to: 2026-02-30',
      '2026.yml cannot be used:\n  $.holidays[1].to: "2026-02-30" is not a day',
    ],
    [
      'a name that is missing',
      'calendar/2026.yml',
      'name: 春节, ',
      '',
      '2026.yml cannot be used:\n  $.holidays[1].name',
    ],
    [
      'a word that means nothing',
      'calendar/2026.yml',
      'makeUp: [2026-01-04]',
      'makeup: [2026-01-04]',
      '$.holidays[0].makeup',
    ],
    [
      'a year in the wrong file',
      'calendar/2025.yml',
      'year: 2025',
      'year: 2024',
      '$.holidays[0].from: 2025-01-01 does not lie in 2024',
    ],
    [
      'hours that overlap',
      'agencies.yml',
      "'14:00-17:30'",
      "'11:00-17:30'",
      '$.hours[0].spans[1]: 11:00-17:30 must begin after',
    ],
    [
      'a season that is none',
      'agencies.yml',
      "to: '09-30'",
      "to: '09-31'",
      '$.hours[0].seasons[0].to: "09-31" is not a day',
    ],
    [
      'hours that nobody has written',
      'agencies.yml',
      'hours: police,',
      'hours: polize,',
      '$.stationKinds[2].hours: no hours of this file have the code polize',
    ],
    [
      'hours that are there twice',
      'agencies.yml',
      'code: police',
      'code: office',
      '$.hours: office stands there twice',
    ],
    [
      'a superior of a station that nobody is',
      'agencies.yml',
      'superior: market',
      'superior: markt',
      '$.stationKinds[0].superior: no bureau or role of this file has the code markt',
    ],
    [
      'a superior of a bureau that is no role',
      'agencies.yml',
      'superior: leader-construction',
      'superior: 371402-SLJ',
      '$.bureaus[0].superior: no role of this file has the code 371402-SLJ',
    ],
    [
      'leaders that nobody is',
      'agencies.yml',
      'leaders: leaders\n',
      'leaders: mayors\n',
      '$.leaders: no role of this file has the code mayors',
    ],
    [
      'a role that is there twice',
      'agencies.yml',
      'code: justice',
      'code: market',
      '$.roles: market stands there twice',
    ],
  ])('%s is refused by file and path', (_, file, from, to, words) => {
    change(file, from, to);
    expect(read).toThrow(words);
  });

  it('a file that is not named by its year is refused', () => {
    cpSync(join(folder, 'calendar/2026.yml'), join(folder, 'calendar/2027.yml'));
    expect(read).toThrow('2027.yml cannot be used:\n  $.year: 2026 does not fit the name of the file');
    rmSync(join(folder, 'calendar/2027.yml'));
    cpSync(join(folder, 'calendar/2026.yml'), join(folder, 'calendar/next.yaml'));
    expect(read).toThrow('a calendar is named by its year');
  });

  it('two years that name one day are refused', () => {
    change('calendar/2025.yml', 'holidays:\n', 'holidays:\n  - { name: 跨年, from: 2025-12-31, to: 2025-12-31 }\n');
    change('calendar/2026.yml', 'from: 2026-01-01', 'from: 2025-12-31');
    expect(read).toThrow('calendar cannot be used:\n  2025-12-31 is both off for 跨年 and off for 元旦');
  });

  it('a folder without a single year is refused, and says what to do', () => {
    rmSync(join(folder, 'calendar'), { recursive: true });
    expect(read).toThrow('copy the folder config/calendar');
    mkdirSync(join(folder, 'calendar'));
    expect(read).toThrow('no year is there');
  });
});
