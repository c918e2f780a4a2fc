import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A platform's side of pulling: a real server with lists by path, which can be told to fail. For specs. */
export class OutsideLists {
  /** Answers by path without query; each is given as it is. */
  readonly pages = new Map<string, () => unknown>();
  readonly asked: string[] = [];
  status = 200;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<OutsideLists> {
    const server = createServer();
    const lists = new OutsideLists(server);
    server.on('request', (request, response) => {
      const url = request.url ?? '';
      lists.asked.push(url);
      const page = lists.pages.get(url.split('?')[0] ?? '');
      const empty = { code: 0, msg: 'ok', ok: true, list: [], more: false, data: { list: [], more: false } };
      response.writeHead(lists.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(page ? page() : empty));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return lists;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
