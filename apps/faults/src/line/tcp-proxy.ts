import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform, type TransformCallback } from 'node:stream';

/** A wire that can be cut and made slow: whoever connects here is connected to the target. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private delayMs = 0;
  private refusing = false;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  /** @param target port on 127.0.0.1 that need not listen yet */
  static async start(target: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server, target);
    server.on('connection', (socket) => proxy.join(socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Connections that stand. */
  get open(): number {
    return this.pairs.size;
  }

  /** Resets every connection; new ones are made as before. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Cuts, and lets nobody through until `restore`. */
  block(): void {
    this.refusing = true;
    this.cut();
  }

  /** Holds every piece, each way, for so long before it goes on; order is kept. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** A good wire again. */
  restore(): void {
    this.refusing = false;
    this.delayMs = 0;
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    if (this.server.listening) await once(this.server, 'close');
  }

  private join(outer: Socket): void {
    outer.on('error', () => undefined);
    if (this.refusing) return void outer.resetAndDestroy();
    const inner = connect(this.target, '127.0.0.1');
    const pair = [outer, inner] as const;
    this.pairs.add(pair);
    for (const [socket, other] of [pair, [inner, outer] as const]) {
      socket.setNoDelay(true);
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', () => {
        this.pairs.delete(pair);
        other.destroySoon();
      });
      socket.pipe(this.slowly()).pipe(other);
    }
  }

  private slowly(): Transform {
    return new Transform({
      transform: (piece: Buffer, _encoding, done: TransformCallback) => {
        if (this.delayMs === 0) done(null, piece);
        else setTimeout(() => done(null, piece), this.delayMs);
      },
    });
  }
}
