import type { PlatformReply } from '../dialect.js';
import { Problem } from '#libs/runtime';
import { readExactJson } from './exact-json.js';

/** The reply's body as a value, or undefined when it is no JSON: then nothing can be said about its meaning. */
export function replyJson(reply: PlatformReply): unknown {
  try {
    return readExactJson(reply.body);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** A status by which the platform says itself that the request was wrong, and not merely too early. */
export function isRefusalStatus(status: number): boolean {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}

export function isSuccessStatus(status: number): boolean {
  return status >= 200 && status < 300;
}
