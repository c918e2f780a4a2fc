import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import { Secrets, type Problem } from '#libs/runtime';
import { AccessGuard } from './access.guard.js';
import { Open } from './allow.js';
import { Sealer } from './sealing.js';
import { phoneToIndex } from './phone-to-index.js';
import { TokenBuckets } from './token-buckets.js';
import { refuseForeignForm } from './same-origin.js';
import { readBasic } from './basic-credentials.js';
import { isOpenPath } from './open-paths.js';

const newSealer = () => new Sealer(new Secrets(join(mkdtempSync(join(tmpdir(), 'huying-')), 'secrets.json'), {}));
const person = { name: '来电人甲', phone: '13900000000', idNumber: '371402199001010000' };

describe('sealing', () => {
  it('opens what it sealed, and never seals the same twice alike', () => {
    const sealer = newSealer();
    const [one, two] = [sealer.seal(person) as string, sealer.seal(person) as string];
    expect(sealer.open(one)).toEqual(person);
    expect(one).not.toBe(two);
    expect(one).toMatch(/^v1\.[\w-]+$/);
    expect(one).not.toContain('13900000000');
  });

  it('refuses what was changed or sealed with another key', () => {
    const sealer = newSealer();
    const sealed = sealer.seal(person) as string;
    const last = sealed.at(-5) === 'A' ? 'B' : 'A';
    expect(() => sealer.open(sealed.slice(0, -5) + last + sealed.slice(-4))).toThrow(/authenticate/);
    expect(() => newSealer().open(sealed)).toThrow(/authenticate/);
    expect(() => sealer.open('v2.abc')).toThrow('not known here');
  });

  it('seals nothing where nothing is known', () => {
    expect(newSealer().seal(undefined)).toBeUndefined();
    expect(newSealer().seal({ name: ' ', phone: '' })).toBeUndefined();
    expect(newSealer().fingerprint({ name: ' ' })).toBeUndefined();
  });

  it('gives equal phones equal indexes under one key only', () => {
    const sealer = newSealer();
    expect(sealer.blindIndex('+86 139-0000-0000')).toBe(sealer.blindIndex('13900000000'));
    expect(sealer.blindIndex('１３９００００００００')).toBe(sealer.blindIndex('13900000000'));
    expect(sealer.blindIndex('13900000001')).not.toBe(sealer.blindIndex('13900000000'));
    expect(newSealer().blindIndex('13900000000')).not.toBe(sealer.blindIndex('13900000000'));
  });

  it.each(['', ' ', '未知', '暂无', '保密', '匿名', '139****0000', '00000000000', '1', undefined])(
    'makes no index of the placeholder %j',
    (phone) => expect(phoneToIndex(phone)).toBeUndefined(),
  );

  it('tells persons apart by every part of them', () => {
    const sealer = newSealer();
    const prints = [person, { ...person, name: '来电人乙' }, { phone: person.phone }, { name: person.phone }];
    expect(new Set(prints.map((one) => sealer.fingerprint(one))).size).toBe(4);
  });
});

describe('token buckets', () => {
  it('let a burst through, then the rate, and say how long to wait', () => {
    const buckets = new TokenBuckets();
    const rate = { perSecond: 2, burst: 3 };
    const waits = [0, 0, 0, 0].map((now) => buckets.take('a', rate, now));
    expect(waits).toEqual([0, 0, 0, 0.5]);
    expect(buckets.take('a', rate, 500)).toBe(0);
    expect(buckets.take('a', rate, 500)).toBeGreaterThan(0);
    expect(buckets.take('b', rate, 500)).toBe(0);
  });

  it('forget who was idle longest when there are too many', () => {
    const buckets = new TokenBuckets();
    const rate = { perSecond: 0.001, burst: 1 };
    const isEmpty = (name: string): boolean => buckets.take(name, rate, 0) > 0;
    for (const name of ['idle', 'busy', 'other', 'busy', 'busy']) buckets.take(name, rate, 0);
    for (let number = 0; number < 9_998; number++) buckets.take(`stranger ${number}`, rate, 0);
    expect(['busy', 'other', 'idle'].map(isEmpty)).toEqual([true, true, false]);
  });
});

it('what one controller says of a route is not what another says that has inherited it', () => {
  class Sample {
    take(): void {}
  }
  @Open()
  class Anybody extends Sample {}
  class Nobody extends Sample {}
  const guard = new AccessGuard(new Reflector());
  const isLetIn = (controller: object): boolean =>
    codeOf(() => guard.canActivate(askedFor(controller, Sample.prototype.take))) === undefined;
  expect([Anybody, Nobody, Anybody, Nobody].map(isLetIn)).toEqual([true, false, true, false]);
});

function askedFor(controller: object, route: object): ExecutionContext {
  const request = { routeOptions: { url: '/v1/sample' } };
  return {
    getType: () => 'http',
    getClass: () => controller,
    getHandler: () => route,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
}

function codeOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Problem).code;
  }
}

describe('foreign forms', () => {
  const json = { 'content-type': 'application/json', host: 'huying.example.invalid' };
  it.each([
    ['POST', { ...json }, undefined],
    ['POST', { ...json, 'content-type': 'application/json; charset=utf-8' }, undefined],
    ['POST', { ...json, 'sec-fetch-site': 'same-origin' }, undefined],
    ['POST', { ...json, origin: 'https://huying.example.invalid' }, undefined],
    ['GET', { 'sec-fetch-site': 'cross-site' }, undefined],
    ['POST', { ...json, 'content-type': 'text/plain' }, 'content-type-unsupported'],
    ['POST', { host: json.host }, 'content-type-unsupported'],
    ['DELETE', { ...json, 'sec-fetch-site': 'cross-site' }, 'forbidden'],
    ['POST', { ...json, 'sec-fetch-site': 'same-site' }, 'forbidden'],
    ['POST', { ...json, origin: 'https://elsewhere.example.invalid' }, 'forbidden'],
    ['POST', { ...json, origin: 'null' }, 'forbidden'],
  ])('%s with %j ends as %s', (method, headers, code) => {
    expect(codeOf(() => refuseForeignForm(method, headers))).toBe(code);
  });
});

const header = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('credentials', () => {
  it('reads account and key, colons and Chinese in the key included', () => {
    expect(readBasic(header('office:a:b钥'))).toEqual({ account: 'office', key: 'a:b钥' });
    expect(readBasic(header('office'))).toBeUndefined();
    expect(readBasic('Bearer abc')).toBeUndefined();
  });

  it('knows open routes by their pattern', () => {
    const open = ['/health/ready', '/metrics', '/docs', '/docs/*', '/docs-json', '/openapi.json'];
    expect(open.filter(isOpenPath)).toEqual(open);
    expect(['/metricsx', '/docsx', '/healthy', '/openapi_json', '/v1/docs', undefined].filter(isOpenPath)).toEqual([]);
  });
});
