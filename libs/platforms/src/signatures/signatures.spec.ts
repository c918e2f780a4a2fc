import { describe, expect, it } from 'vitest';
import { signGateway } from './sign-gateway.js';
import { signStrict } from './sign-strict.js';
import { readStrictHeaders } from './strict-headers.js';
import { verifyStrict } from './verify-strict.js';

const now = 1_795_572_000_000;
const body = Buffer.from('{"caseNo":"XH371427101202611250001"}');
const request = {
  method: 'POST',
  path: '/api/v1/xhxy/events',
  clientId: 'demo-client',
  timestamp: now,
  nonce: 'n-0001',
  body,
  secret: 'demo-secret',
};

describe('signing', () => {
  it('gives the published vector of the gateway', () => {
    expect(signGateway(request)).toEqual({
      'x-client-id': 'demo-client',
      'x-timestamp': '1795572000000',
      'x-nonce': 'n-0001',
      'x-signature': 'OV+iOVlwoZ31Y7CstK52w4Yp8sMATqCVnKI6HY+JGdc=',
    });
  });

  it('gives the published vector of the strict form with SM3', () => {
    expect(signStrict({ ...request, hash: 'sm3' })).toMatchObject({
      'x-content-sm3': '90ccb970fa0b99be7af619f5cff24896f6694e4611a22b3fbc929a7583ff3eef',
      'x-signature': 'er/r68YGALtE1QANTtHQOXSaf8kmke4UYvgqj+8SA2k=',
    });
  });
});

describe('verifying a strict signature', () => {
  const headers = signStrict(request);
  const arrived = { method: 'POST', path: request.path, headers, body, secret: request.secret, now };

  it('accepts what was signed, with either content hash', () => {
    expect(verifyStrict(arrived)).toMatchObject({ ok: true, headers: { clientId: 'demo-client', nonce: 'n-0001' } });
    expect(verifyStrict({ ...arrived, headers: signStrict({ ...request, hash: 'sm3' }) }).ok).toBe(true);
  });

  it.each([
    ['the body', { body: Buffer.from('{"caseNo":"XH371427101202611250002"}') }],
    ['the path', { path: '/api/v1/xhxy/callbacks' }],
    ['the query', { path: `${request.path}?a=1` }],
    ['the method', { method: 'PUT' }],
    ['the secret', { secret: 'another' }],
    ['the client', { headers: { ...headers, 'x-client-id': 'other' } }],
    ['the nonce', { headers: { ...headers, 'x-nonce': 'n-0002' } }],
    ['the time', { headers: { ...headers, 'x-timestamp': String(now + 1) } }],
    ['the signature', { headers: { ...headers, 'x-signature': `${'A'.repeat(43)}=` } }],
  ])('refuses another than was signed: %s', (_what, other) => {
    expect(verifyStrict({ ...arrived, ...other })).toMatchObject({ ok: false, code: 'unauthenticated' });
  });

  it('allows the clocks to differ by five minutes and no more', () => {
    expect(readStrictHeaders(headers, now + 300_000).ok).toBe(true);
    expect(readStrictHeaders(headers, now - 300_000).ok).toBe(true);
    const late = readStrictHeaders(headers, now + 301_000);
    expect(late).toMatchObject({ ok: false, code: 'timestamp-outside-window' });
    expect(late).toMatchObject({ detail: expect.stringContaining('301 s behind') });
    expect(readStrictHeaders(headers, now - 301_000)).toMatchObject({ detail: expect.stringContaining('ahead of') });
  });

  it('says so when the time is in seconds', () => {
    expect(readStrictHeaders({ ...headers, 'x-timestamp': '1795572000' }, now)).toMatchObject({
      ok: false,
      detail: expect.stringContaining('seconds'),
    });
  });

  it.each([
    ['x-client-id', undefined],
    ['x-client-id', 'a b'],
    ['x-nonce', ''],
    ['x-nonce', ['a', 'b']],
    ['x-timestamp', '2026-11-25T10:00:00+08:00'],
    ['x-content-sha256', 'ABC'],
    ['x-content-sha256', undefined],
    ['x-content-sm3', '0'.repeat(64)],
    ['x-signature', 'short'],
  ])('refuses headers of another shape: %s = %j', (name, value) => {
    expect(readStrictHeaders({ ...headers, [name]: value }, now)).toMatchObject({ ok: false, code: 'unauthenticated' });
  });
});
