/**
 * Every problem that we foresee. The code is stable: programs may rely on it. `retryable` says whether the same
 * request can succeed later without being changed.
 */
export const PROBLEMS = {
  'body-empty': { status: 400, title: 'The body is empty', retryable: false },
  'body-not-utf8': { status: 400, title: 'The body is not valid UTF-8', retryable: false },
  'body-not-json': { status: 400, title: 'The body is not valid JSON', retryable: false },
  'body-too-deep': { status: 400, title: 'The body is nested too deeply', retryable: false },
  'duplicate-key': { status: 400, title: 'A JSON object names the same key twice', retryable: false },
  'invalid-fields': { status: 422, title: 'Some fields are missing or wrong', retryable: false },
  'invalid-query': { status: 400, title: 'A query parameter is wrong', retryable: false },
  'too-many-items': { status: 413, title: 'Too many items in one request', retryable: false },
  'body-too-large': { status: 413, title: 'The body is too large', retryable: false },
  'content-type-unsupported': { status: 415, title: 'This content type is not understood here', retryable: false },
  unauthenticated: { status: 401, title: 'Authentication is missing or wrong', retryable: false },
  'timestamp-outside-window': { status: 401, title: 'The timestamp is outside the window', retryable: false },
  'nonce-reused': { status: 409, title: 'The nonce was used before with another body', retryable: false },
  forbidden: { status: 403, title: 'This account may not do that', retryable: false },
  'not-found': { status: 404, title: 'There is no such thing, or it is not yours to see', retryable: false },
  'unknown-platform': { status: 404, title: 'No platform of that code is configured', retryable: false },
  conflict: { status: 409, title: 'The thing has changed since you looked', retryable: false },
  'version-stale': { status: 412, title: 'The thing has changed since the version in If-Match', retryable: false },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key was used before for another request',
    retryable: false,
  },
  'version-required': { status: 428, title: 'Say which version you looked at (If-Match)', retryable: false },
  'act-not-allowed': { status: 409, title: 'The flow does not allow this act now', retryable: false },
  'rate-limited': { status: 429, title: 'Too many requests', retryable: true },
  'log-unavailable': {
    status: 503,
    title: 'The log cannot take it now; keep your copy and send it again',
    retryable: true,
  },
  'database-busy': { status: 503, title: 'The database is busy or away', retryable: true },
  'list-unknown': { status: 503, title: 'It is not known which responsibility list is in force now', retryable: true },
  'request-invalid': { status: 400, title: 'The request is not well formed', retryable: false },
  internal: { status: 500, title: 'Something went wrong on our side', retryable: true },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

export type ProblemCode = keyof typeof PROBLEMS;
