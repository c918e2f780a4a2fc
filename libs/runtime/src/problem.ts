import { PROBLEMS, type ProblemCode } from './problem-codes.js';

/** One wrong field: where it is (JSON path, `$.place.longitude`), and what is wrong with it. */
export interface FieldError {
  path: string;
  message: string;
}

/** What somebody did meanwhile: who, when, what. */
export interface MeanwhileChange {
  /** Version of the thing after it. */
  version: number;
  at: Date | null;
  actor: string | null;
  act: string;
  reason?: string | null;
}

/** A failure that we foresee, with a stable code. Answered as RFC 9457 `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly retryable: boolean;

  constructor(
    readonly code: ProblemCode,
    /** In words: what is wrong here and what to do about it. Holds no secret and no personal data. */
    readonly detail: string,
    readonly extra: {
      errors?: FieldError[];
      /** Since the version that was looked at, oldest first. */
      changes?: MeanwhileChange[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(`${code}: ${detail}`, { cause: extra.cause });
    this.status = PROBLEMS[code].status;
    this.retryable = PROBLEMS[code].retryable;
  }

  /** The body of the answer. */
  toJSON(): Record<string, unknown> {
    return {
      type: `urn:huying:problem:${this.code}`,
      title: PROBLEMS[this.code].title,
      status: this.status,
      code: this.code,
      detail: this.detail,
      retryable: this.retryable,
      ...(this.extra.errors ? { errors: this.extra.errors } : {}),
      ...(this.extra.changes ? { changes: this.extra.changes } : {}),
    };
  }
}
