import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check, checkedBody } from './checked-body.js';
import { ScaledClock, SetClock } from './clock.js';
import { Health } from './health.js';
import { readJson, readText } from './json.js';
import { Loop } from './loop.js';
import { Problem } from './problem.js';
import { toProblem } from './problem.filter.js';
import { Secrets } from './secrets.js';
import { readSettings } from './settings.js';
import { ConfigurationError, readYamlFile } from './yaml-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'huying-runtime-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Problem).code;
  }
  return 'none';
}

describe('settings', () => {
  it('work with nothing given, and cannot be changed afterwards', () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      httpHost: '127.0.0.1',
      httpPort: 7300,
      databaseUrl: 'sqlite:data/huying.sqlite',
      clockRate: 1,
    });
    expect(Object.isFrozen(settings)).toBe(true);
  });

  it('list every mistake at once, with the names as the operator writes them', () => {
    const mistakes = { HUYING_HTTP_PORT: 'eighty', HUYING_DATABASE_URL: 'postgres://x', HUYING_HTTP_PROT: '1' };
    expect(() => readSettings(mistakes)).toThrow(
      /HUYING_HTTP_PORT[\s\S]*HUYING_DATABASE_URL|HUYING_DATABASE_URL[\s\S]*HUYING_HTTP_PORT/,
    );
    expect(() => readSettings(mistakes)).toThrow(/HUYING_HTTP_PROT: there is no such setting/);
  });

  it('are true or false where they say so, and take what a process has instead of a default', () => {
    expect(readSettings({ HUYING_DATABASE_TLS: 'true' }).databaseTls).toBe(true);
    expect(() => readSettings({ HUYING_DATABASE_TLS: 'yes' })).toThrow(/HUYING_DATABASE_TLS: must be true or false/);
    expect(readSettings({}, { httpPort: 7301 }).httpPort).toBe(7301);
    expect(readSettings({ HUYING_HTTP_PORT: '80' }, { httpPort: 7301 }).httpPort).toBe(80);
  });

  it('leave secrets to Secrets', () => {
    expect(() => readSettings({ HUYING_SECRET_SEALING_KEY: 'x' })).not.toThrow();
  });
});

describe('secrets', () => {
  it('are generated once, kept for the next start, and readable by their owner only', () => {
    const file = join(folder, 'data', 'secrets.json');
    const made = new Secrets(file, {}).get('platforms.grid.inbound');
    expect(made).toMatch(/^[\w-]{43}$/);
    expect(new Secrets(file, {}).get('platforms.grid.inbound')).toBe(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('come from the environment first, and are then not written down', () => {
    const file = join(folder, 'secrets.json');
    const secrets = new Secrets(file, { HUYING_SECRET_PLATFORMS_GRID_INBOUND: 'from outside' });
    expect(secrets.get('platforms.grid.inbound')).toBe('from outside');
    secrets.get('sealing.key');
    expect(readFileSync(file, 'utf8')).not.toContain('from outside');
  });

  it('may each stand in a file of their own, and one that is missing is named', () => {
    const given = join(folder, 'password');
    writeFileSync(given, 'of the file\n');
    const environment = { HUYING_SECRET_DATABASE_PASSWORD_FILE: given };
    expect(new Secrets(join(folder, 'secrets.json'), environment).find('database.password')).toBe('of the file');
    rmSync(given);
    expect(() => new Secrets(join(folder, 'secrets.json'), environment).find('database.password')).toThrow(
      /HUYING_SECRET_DATABASE_PASSWORD_FILE cannot be used/,
    );
  });

  it('are the same for two processes that start at once on one file', () => {
    const file = join(folder, 'secrets.json');
    const [one, other] = [new Secrets(file, {}), new Secrets(file, {})];
    expect(other.get('accounts.office')).toBe(one.get('accounts.office'));
    const key = other.get('sealing.key');
    expect(one.get('sealing.key')).toBe(key);
    expect(new Secrets(file, {}).find('accounts.office')).toBe(one.get('accounts.office'));
  });

  it('that are missing and cannot be written down are named, with the way to give them', () => {
    const file = join(folder, 'not-a-folder', 'secrets.json');
    writeFileSync(join(folder, 'not-a-folder'), '');
    expect(() => new Secrets(file, {}).get('sealing.key')).toThrow(/sealing\.key.*HUYING_SECRET_SEALING_KEY/);
  });
});

describe('reading a body', () => {
  it('refuses what would be lost or changed in silence', () => {
    expect(codeOf(() => readText(new Uint8Array()))).toBe('body-empty');
    // 呼应 in GBK: a lenient decoder would make U+FFFD of it.
    expect(codeOf(() => readText(Uint8Array.of(0xba, 0xf4, 0xd3, 0xa6)))).toBe('body-not-utf8');
    expect(codeOf(() => readJson('{"a":1,"a":2}'))).toBe('duplicate-key');
    expect(codeOf(() => readJson('{"a":{"b":1},"a":2}'))).toBe('duplicate-key');
    expect(codeOf(() => readJson(String.raw`{"a":1,"\u0061":2}`))).toBe('duplicate-key');
    expect(codeOf(() => readJson('['.repeat(65) + ']'.repeat(65)))).toBe('body-too-deep');
    expect(codeOf(() => readJson('['.repeat(5_000_000)))).toBe('body-too-deep');
    expect(codeOf(() => readJson('{"a":'))).toBe('body-not-json');
    expect(codeOf(() => readJson('{"a": "open'))).toBe('body-not-json');
  });

  it('takes what is well', () => {
    expect(readText(Buffer.from('\uFEFF{}'))).toBe('{}');
    expect(readJson('{"a":[{"b":1},{"b":"}\\"{"}],"c":{"a":"䶮"}}')).toEqual({
      a: [{ b: 1 }, { b: '}"{' }],
      c: { a: '䶮' },
    });
  });
});

class Inner {
  @IsInt() count: number;
}
class Outer {
  @IsString() name: string;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Inner) items?: Inner[];
}

describe('a checked body', () => {
  it('names every wrong field by its path, misspelt ones too', () => {
    const bytes = Buffer.from('{"name":1,"items":[{"count":1},{"count":"x"}],"nmae":"y","__proto__":{"admin":true}}');
    const problem = toProblem(
      (() => {
        try {
          return checkedBody(Outer, bytes);
        } catch (error) {
          return error;
        }
      })(),
    );
    expect(problem.code).toBe('invalid-fields');
    const paths = problem.extra.errors?.map(({ path }) => path) ?? [];
    expect(paths).toEqual(expect.arrayContaining(['$.name', '$.items[1].count', '$.nmae']));
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('is an instance or a list of mistakes, never an accident, whatever names it holds', () => {
    const names = fc.constantFrom(
      'constructor',
      'toString',
      'valueOf',
      'then',
      '__proto__',
      'length',
      'name',
      'items',
      'count',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(names, value), (given) => {
        const result = check(Outer, JSON.parse(JSON.stringify(given)));
        return 'value' in result ? result.value instanceof Outer : result.errors.length > 0;
      }),
      { numRuns: 2_000 },
    );
    expect(check(Outer, { name: { constructor: {} } })).toMatchObject({
      errors: [{ path: '$.name.constructor' }, { path: '$.name' }],
    });
  });

  it('is an instance of its class when it is right', () => {
    const result = check(Outer, { name: 'x', items: [{ count: 1 }] });
    expect('value' in result && result.value.items?.[0]).toBeInstanceOf(Inner);
  });
});

describe('a problem', () => {
  it('of the framework keeps its meaning; an unforeseen error tells nothing of itself', () => {
    expect(toProblem(Object.assign(new Error('too big'), { statusCode: 413 })).code).toBe('body-too-large');
    const internal = toProblem(new Error('password=hunter2'));
    expect(JSON.stringify(internal)).not.toContain('hunter2');
    expect(internal.status).toBe(500);
  });
});

describe('a configuration file', () => {
  it('that is wrong is refused with all its mistakes', () => {
    const file = join(folder, 'x.yml');
    writeFileSync(file, 'name: 3\nitems: [{ count: x }]\ncolour: red\n');
    expect(() => readYamlFile(file, Outer)).toThrow(ConfigurationError);
    expect(() => readYamlFile(file, Outer)).toThrow(/\$\.items\[0\]\.count/);
    expect(() => readYamlFile(file, Outer)).toThrow(/\$\.colour/);
    expect(() => readYamlFile(join(folder, 'none.yml'), Outer)).toThrow(/missing/);
    writeFileSync(file, 'name: a\nname: b\n');
    expect(() => readYamlFile(file, Outer)).toThrow(/unique/i);
  });
});

describe('clocks', () => {
  it('tell how long a timer must wait by the wall clock', () => {
    const scaled = new ScaledClock(1000);
    const wait = scaled.millisecondsUntil(new Date(scaled.now().getTime() + 60_000));
    expect(wait).toBeGreaterThan(50);
    expect(wait).toBeLessThanOrEqual(60);
    const set = new SetClock(new Date('2026-11-25T02:00:00Z'));
    set.advance(1000);
    expect(set.now().toISOString()).toBe('2026-11-25T02:00:01.000Z');
    expect(set.millisecondsUntil(set.now())).toBe(0);
  });
});

describe('a loop', () => {
  it('never overlaps itself, runs once more when woken while running, and stops after the run in hand', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const loop = new Loop('test', async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running--;
      runs++;
      return 60_000;
    });
    loop.start();
    loop.wake();
    loop.wake();
    await expect.poll(() => runs).toBe(2);
    loop.wake();
    await loop.stop();
    expect([running, most, runs]).toEqual([0, 1, 3]);
    loop.wake();
    expect(runs).toBe(3);
  });
});

describe('health', () => {
  it('is red as a whole when one part is, and says which and why', async () => {
    const health = new Health();
    health.add('good', () => Promise.resolve(undefined));
    health.add('bad', () => Promise.reject(new Error('the broker is away')));
    expect(await health.look()).toEqual({
      ready: false,
      checks: { good: { ok: true }, bad: { ok: false, detail: 'the broker is away' } },
    });
  });
});
