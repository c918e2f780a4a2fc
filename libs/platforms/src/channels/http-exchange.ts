import type { Dispatcher } from 'undici';
import type { SendResult } from './channel.js';

/** Bytes of a reply at most, 1 MiB: a longer one is no answer to a telling. */
export const MAX_REPLY_BYTES = 1024 * 1024;

/**
 * One request and its answer. The pool calls `onRequestStart` right before it writes the first byte: until then the request
 * certainly was not sent, from then on it may have been acted upon.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly result: Promise<SendResult>;
  private settle: (result: SendResult) => void;
  private readonly timer: NodeJS.Timeout;
  private controller: Dispatcher.DispatchController | undefined;
  private settled = false;
  private status = 0;
  private headers: Record<string, string> = {};
  private readonly chunks: Buffer[] = [];
  private bytes = 0;

  constructor(timeoutMs: number) {
    this.result = new Promise((resolve) => (this.settle = resolve));
    this.timer = setTimeout(() => this.fail(`${timeoutMs} 毫秒内没有完整答复`), timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.settled) {
      controller.abort(new Error('given up before it was sent'));
      return;
    }
    this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.status = status;
    this.headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name.toLowerCase(),
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    );
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > MAX_REPLY_BYTES) this.fail(`答复超过 ${MAX_REPLY_BYTES} 字节`);
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body = decode(Buffer.concat(this.chunks), this.headers['content-type'] ?? '');
    this.end({ kind: 'reply', status: this.status, headers: this.headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(`${error.message || error.name}${codeOf(error)}`);
  }

  /** Ends it without an answer. */
  fail(reason: string): void {
    const kind = this.controller ? 'unknown' : 'not-sent';
    this.end({ kind, detail: kind === 'unknown' ? `已发出,结果不明:${reason}` : `未发出:${reason}` });
    this.controller?.abort(new Error(reason));
  }

  private end(result: SendResult): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.settle(result);
  }
}

function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && !error.message.includes(code) ? ` (${code})` : '';
}

/** In the charset that the answer names; bytes that do not fit become U+FFFD, and the translator sees what is left. */
function decode(bytes: Buffer, contentType: string): string {
  const charset = /charset="?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
