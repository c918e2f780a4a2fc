import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:net';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlatformsModule, signStrict } from '#libs/platforms';
import { keepRawBodies, ProblemFilter, readSettings, RuntimeModule, Secrets } from '#libs/runtime';
import { AccessModule } from './access.module.js';
import { Allow, AllowPlatforms, Open } from './allow.js';
import { authenticateRequests } from './authenticate-requests.js';
import { BodyLimit } from './body-limit.js';
import type { Principal } from './principal.js';
import { SignedWith, Who, type Signed } from './who.js';

const PLATFORMS = `
platforms:
  - { code: signed, name: 甲, dialect: xhxy-json, inbound: { auth: hmac, clientId: client-1, ratePerSecond: 1000, burst: 1000 } }
  - { code: keyed, name: 乙, dialect: xhxy-json, inbound: { auth: key } }
  - { code: slow, name: 丙, dialect: xhxy-json, inbound: { auth: key, ratePerSecond: 0.1, burst: 2 } }
  - { code: silent, name: 丁, dialect: xhxy-json }
`;

@Controller()
class ProbeController {
  @Get('open') @Open() open() {
    return 'open';
  }
  @Get('forgotten') forgotten() {
    return 'never';
  }
  @Get('desk') @Allow('desk') desk(@Who() who: Principal) {
    return who;
  }
  @Get('read') @Allow('read', { platforms: true }) read(@Who() who: Principal) {
    return who;
  }
  @Post('act') @Allow('read') act(@Body() body: Buffer) {
    return { bytes: body.length };
  }
  @Post('v1/platforms/:platform/events')
  @AllowPlatforms()
  @BodyLimit(2_000)
  push(@Body() body: Buffer, @SignedWith() proof: Signed | undefined) {
    return { bytes: body.length, signed: proof };
  }
}

let app: NestFastifyApplication;
let url: string;
let secrets: Secrets;
let basic: (account: string, key?: string) => Record<string, string>;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'huying-access-'));
  writeFileSync(join(dataDir, 'platforms.yml'), PLATFORMS);
  cpSync(join(import.meta.dirname, '../../../config/accounts.yml'), join(dataDir, 'accounts.yml'));
  const settings = readSettings({ HUYING_CONFIG_DIR: dataDir, HUYING_DATA_DIR: dataDir });
  @Module({
    imports: [RuntimeModule.forRoot(settings), PlatformsModule.forRoot(), AccessModule.forRoot()],
    controllers: [ProbeController],
  })
  class ProbeModule {}
  app = await NestFactory.create<NestFastifyApplication>(ProbeModule, new FastifyAdapter(), {
    bodyParser: false,
    logger: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  keepRawBodies(fastify);
  authenticateRequests(fastify, app);
  app.useGlobalFilters(new ProblemFilter());
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
  secrets = new Secrets(join(dataDir, 'secrets.json'), {});
  basic = (account, key = secrets.get(`accounts.${account}`)) => ({
    authorization: `Basic ${Buffer.from(`${account}:${key}`).toString('base64')}`,
  });
});
afterAll(() => app.close());

const PUSH = '/v1/platforms/signed/events';
interface Signing {
  timestamp?: number | string;
  nonce?: string;
  secret?: string;
  clientId?: string;
  path?: string;
  method?: string;
  hash?: 'sha256' | 'sm3';
}
function signed(body: string, { timestamp = Date.now(), path = PUSH, ...given }: Signing = {}): Record<string, string> {
  return signStrict({
    method: 'POST',
    path,
    clientId: 'client-1',
    timestamp: timestamp as number,
    nonce: 'n-1',
    secret: secrets.get('platforms.signed.inbound'),
    body,
    ...given,
  });
}

async function ask(method: string, path: string, headers: Record<string, string>, body?: string) {
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : undefined;
  return {
    status: response.status,
    headers: response.headers,
    text,
    code: json?.code,
    detail: String(json?.detail),
    json,
  };
}

describe('platforms', () => {
  it('a right signature is let in, and its nonce and body hash are handed on', async () => {
    for (const hash of ['sha256', 'sm3'] as const) {
      const answer = await ask('POST', PUSH, signed('{"a":1}', { hash }), '{"a":1}');
      expect(answer.status).toBe(201);
      expect(answer.json).toMatchObject({ bytes: 7, signed: { nonce: 'n-1' } });
    }
  });

  it('the signature covers the query string', async () => {
    expect((await ask('POST', `${PUSH}?a=1`, signed('x', { path: `${PUSH}?a=1` }), 'x')).status).toBe(201);
    expect((await ask('POST', `${PUSH}?a=2`, signed('x', { path: `${PUSH}?a=1` }), 'x')).code).toBe('unauthenticated');
  });

  it.each([
    ['a wrong secret', { secret: 'wrong' }, 'unauthenticated', 'signature'],
    ['an unknown client', { clientId: 'nobody' }, 'unauthenticated', 'not known'],
    ['another method', { method: 'PUT' }, 'unauthenticated', 'signature'],
    ['a time six minutes ago', { timestamp: Date.now() - 360_000 }, 'timestamp-outside-window', 'behind our clock'],
    ['a time six minutes ahead', { timestamp: Date.now() + 360_000 }, 'timestamp-outside-window', 'ahead of our clock'],
    ['seconds for milliseconds', { timestamp: Math.floor(Date.now() / 1000) }, 'unauthenticated', 'seconds'],
    ['an empty nonce', { nonce: '' }, 'unauthenticated', 'X-Nonce'],
  ] as [string, Signing, string, string][])('%s is refused with 401', async (_, signing, code, detail) => {
    const answer = await ask('POST', PUSH, signed('{}', signing), '{}');
    expect(answer).toMatchObject({ status: 401, code });
    expect(answer.detail).toContain(detail);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('another body than the signed one is refused', async () => {
    expect(await ask('POST', PUSH, signed('{"a":1}'), '{"a":2}')).toMatchObject({
      status: 401,
      code: 'unauthenticated',
    });
  });

  it('a missing signature header is named', async () => {
    const { 'x-content-sha256': _, ...headers } = signed('{}');
    expect((await ask('POST', PUSH, headers, '{}')).detail).toContain('X-Content-SHA256');
  });

  it('a key is let in at its own address and nowhere else', async () => {
    const key = { 'x-api-key': secrets.get('platforms.keyed.inbound') };
    expect((await ask('POST', '/v1/platforms/keyed/events', key, '{}')).status).toBe(201);
    expect(await ask('POST', PUSH, key, '{}')).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await ask('POST', '/v1/platforms/%73igned/events', key, '{}')).toMatchObject({ status: 403 });
    expect(await ask('POST', '/v1/platforms/nowhere/events', key, '{}')).toMatchObject({ status: 403 });
    expect((await ask('GET', '/read', key)).json).toEqual({ kind: 'platform', platform: 'keyed' });
    expect(await ask('GET', '/desk', key)).toMatchObject({ status: 403 });
  });

  it('a wrong key, the key of a platform that signs, and no key at all are refused', async () => {
    for (const key of ['wrong', secrets.get('platforms.signed.inbound')])
      expect(await ask('POST', PUSH, { 'x-api-key': key }, '{}')).toMatchObject({ status: 401 });
    const answer = await ask('POST', PUSH, {}, '{}');
    expect(answer).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
  });

  it('more than its rate is answered 429 with Retry-After, and others are not touched', async () => {
    const slow = { 'x-api-key': secrets.get('platforms.slow.inbound') };
    const statuses: number[] = [];
    let last;
    for (let i = 0; i < 3; i++) {
      last = await ask('POST', '/v1/platforms/slow/events', slow, '{}');
      statuses.push(last.status);
    }
    expect(statuses).toEqual([201, 201, 429]);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('POST', PUSH, signed('{}'), '{}')).status).toBe(201);
  });

  it('a Content-Length over the limit of the route is refused before the body is read', async () => {
    const { port } = new URL(url);
    const headers = { ...signed(''), 'content-length': '2001', host: 'x' };
    const head = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST ${PUSH} HTTP/1.1\r\n${head}\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it('an unknown key is answered before the body is sent', async () => {
    const { port } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST ${PUSH} HTTP/1.1\r\nhost: x\r\nx-api-key: wrong\r\ncontent-length: 1000\r\n\r\n`);
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });

  it('a body without a length that grows over the limit is refused', async () => {
    const body = 'x'.repeat(2_001);
    const response = await fetch(url + '/v1/platforms/keyed/events', {
      method: 'POST',
      headers: { 'x-api-key': secrets.get('platforms.keyed.inbound') },
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });
});

describe('people', () => {
  const json = { 'content-type': 'application/json' };

  it('are known by account and key', async () => {
    expect((await ask('GET', '/desk', basic('office'))).json).toMatchObject({ kind: 'person', account: 'office' });
    expect(await ask('GET', '/desk', basic('office', 'wrong'))).toMatchObject({ status: 401 });
    expect(await ask('GET', '/desk', basic('nobody', 'wrong'))).toMatchObject({ status: 401 });
    expect(await ask('GET', '/desk', { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
  });

  it('may do what their account says, and no more', async () => {
    expect(await ask('GET', '/desk', basic('counter'))).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await ask('GET', '/read', basic('counter'))).json).toMatchObject({ township: '371402101' });
    expect(await ask('POST', PUSH, { ...basic('office'), ...json }, '{}')).toMatchObject({ status: 403 });
  });

  it('a route that names nobody serves nobody; an open one serves all', async () => {
    expect(await ask('GET', '/forgotten', basic('office'))).toMatchObject({ status: 403 });
    expect(await ask('GET', '/forgotten', {})).toMatchObject({ status: 401 });
    expect((await ask('GET', '/open', {})).text).toBe('open');
    expect((await ask('GET', '/health/live', {})).status).toBe(200);
    expect((await ask('GET', '/metrics', {})).status).toBe(200);
    expect(await ask('GET', '/nowhere', {})).toMatchObject({ status: 404 });
    expect(await ask('POST', '/nowhere', {}, '{}')).toMatchObject({ status: 401 });
  });

  it('act by JSON from our own pages only', async () => {
    expect((await ask('POST', '/act', { ...basic('office'), ...json }, '{}')).status).toBe(201);
    const form = { ...basic('office'), 'content-type': 'application/x-www-form-urlencoded' };
    expect(await ask('POST', '/act', form, 'a=1')).toMatchObject({ status: 415 });
    const foreign = { ...basic('office'), ...json, origin: 'https://elsewhere.example.invalid' };
    expect(await ask('POST', '/act', foreign, '{}')).toMatchObject({ status: 403 });
  });

  it('an act without a body reaches the handler as empty bytes', async () => {
    expect((await ask('POST', '/act', { ...basic('office'), ...json })).json).toEqual({ bytes: 0 });
  });
});

it('many failures of one address are answered 429, and the right key still works', async () => {
  const statuses = [];
  for (let i = 0; i < 70; i++) statuses.push((await ask('GET', '/read', { 'x-api-key': `wrong-${i}` })).status);
  expect(statuses.at(-1)).toBe(429);
  expect((await ask('GET', '/read', basic('office'))).status).toBe(200);
});

it('two platforms with one key stop the start', async () => {
  const { Callers } = await import('./callers.js');
  const { PlatformDirectory, dialects } = await import('#libs/platforms');
  const { SystemClock } = await import('#libs/runtime');
  const { Accounts } = await import('./accounts.js');
  const dir = mkdtempSync(join(tmpdir(), 'huying-access-'));
  writeFileSync(join(dir, 'platforms.yml'), PLATFORMS);
  cpSync(join(import.meta.dirname, '../../../config/accounts.yml'), join(dir, 'accounts.yml'));
  const same = createHash('sha256').update('x').digest('hex');
  const environment = { HUYING_SECRET_PLATFORMS_KEYED_INBOUND: same, HUYING_SECRET_PLATFORMS_SLOW_INBOUND: same };
  const accounts = new Accounts({ configDir: dir } as never);
  const directory = PlatformDirectory.read(join(dir, 'platforms.yml'), dialects, new SystemClock());
  expect(() => new Callers(directory, accounts, new Secrets(join(dir, 's.json'), environment))).toThrow('same key');
});
