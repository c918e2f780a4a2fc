import { signStrict } from '#libs/platforms';

/** Headers of a request that does not prove who sends it, and the answer that it gets; nothing of it is kept. */
export interface BadProof {
  readonly input: string;
  readonly path: string;
  readonly headers: (secretOf: (platform: string) => string) => Record<string, string>;
  readonly status: number;
  readonly code: string;
  /** Words of the answer that tell the sender what is wrong. */
  readonly words: string;
}

export const PROOF_BODY = '{"list":[]}';
const GRID = '/v1/platforms/grid/events';

const signed = (secret: string, more: { timestamp?: number; clientId?: string; body?: string } = {}) =>
  signStrict({
    method: 'POST',
    path: GRID,
    clientId: 'grid',
    timestamp: Date.now(),
    nonce: `proof-${Math.random()}`,
    secret,
    body: PROOF_BODY,
    ...more,
  });

const wrongSignature = (
  input: string,
  words: string,
  headers: BadProof['headers'],
  code = 'unauthenticated',
): BadProof => ({
  input,
  path: GRID,
  headers,
  status: 401,
  code,
  words,
});

export const badProofs: readonly BadProof[] = [
  wrongSignature('no proof at all', 'Give an account', () => ({})),
  {
    ...wrongSignature('a wrong key', 'is not that of a platform', () => ({ 'x-api-key': 'wrong' })),
    path: '/v1/events',
  },
  wrongSignature('a signature with another secret', 'signature is not', () => signed('another')),
  wrongSignature('the signature of another body', 'not that of the body', (of) => signed(of('grid'), { body: '{}' })),
  wrongSignature('a client that is not known', 'not known', (of) => signed(of('grid'), { clientId: 'nobody' })),
  wrongSignature(
    'a timestamp that is ten minutes old',
    'behind our clock',
    (of) => signed(of('grid'), { timestamp: Date.now() - 600_000 }),
    'timestamp-outside-window',
  ),
  wrongSignature('a timestamp in seconds', 'send milliseconds', (of) =>
    signed(of('grid'), { timestamp: Math.floor(Date.now() / 1000) }),
  ),
  ...['grid', 'nobody'].map((platform) => ({
    input: `the address of another platform, ${platform === 'grid' ? 'configured' : 'unknown'}`,
    path: `/v1/platforms/${platform}/events`,
    headers: (of: (name: string) => string) => ({ 'x-api-key': of('stations') }),
    status: 403,
    code: 'forbidden',
    words: 'may only use /v1/platforms/stations/',
  })),
];
