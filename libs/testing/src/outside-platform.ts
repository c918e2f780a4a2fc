import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as an outside platform saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Behaviour = (request: SeenRequest, response: ServerResponse) => void;

/** An HTTP server on 127.0.0.1 that plays a platform as a spec tells it to, and remembers what it was asked. */
export class OutsidePlatform {
  readonly seen: SeenRequest[] = [];
  private server: Server | undefined;
  private port = 0;
  private behaviour: Behaviour = (_request, response) => answerWith(response, 200, { ok: true });

  static async start(): Promise<OutsidePlatform> {
    const platform = new OutsidePlatform();
    await platform.open();
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  behave(behaviour: Behaviour): void {
    this.behaviour = behaviour;
  }

  /** Answers every request with that. */
  answer(status: number, body: object | string, headers: Record<string, string> = {}): void {
    this.behave((_request, response) => answerWith(response, status, body, headers));
  }

  /** The bodies of the tellings, in the order in which they came. */
  told(): Record<string, unknown>[] {
    return this.seen
      .filter(({ method }) => method === 'POST')
      .map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }

  /** Listens, on the same port as before where there was one. */
  async open(): Promise<void> {
    if (this.server) return;
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const seen = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
        this.seen.push(seen);
        this.behaviour(seen, response);
      });
    });
    await new Promise<void>((resolve) => this.server?.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** From now on nobody listens: connections are refused. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  }
}

export function answerWith(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
