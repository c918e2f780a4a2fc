import { randomUUID } from 'node:crypto';
import { signStrict } from '#libs/platforms';

const PATIENCE_MS = 10_000;

/** @param basic name and key of an account, in base64 */
export async function askConsole<T>(url: string, basic: string, content?: object): Promise<T> {
  const body = content === undefined ? undefined : JSON.stringify(content);
  const headers = {
    authorization: `Basic ${basic}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const method = body === undefined ? 'GET' : 'POST';
  const answer = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(PATIENCE_MS) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url} was answered ${answer.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** The grid system pushes events. */
export async function report(url: string, secret: string, content: object): Promise<void> {
  const path = '/v1/platforms/grid/events';
  const body = JSON.stringify(content);
  const asked = { method: 'POST', path, clientId: 'grid', timestamp: Date.now(), nonce: randomUUID(), body, secret };
  const headers = { ...signStrict(asked), 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', body, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  const text = await answer.text();
  if (!answer.ok || !text.includes('held 0, refused 0')) throw new Error(`POST ${path}: ${answer.status} ${text}`);
}
