import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

const HEAD_END = '\r\n\r\n';

/**
 * One keep-alive connection that is handed whole requests as bytes, one at a time: as cheap as a client can be, since it shares
 * two processors with what it measures. It reads answers with a Content-Length and nothing else.
 */
export class RawConnection {
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(answer: RawAnswer): void; reject(error: Error): void } | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes) => this.take(bytes));
    const end = (error?: Error): void => this.waiting?.reject(error ?? new Error('the connection was closed'));
    socket.on('error', end);
    socket.on('close', () => end());
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  ask(request: Buffer): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private take(bytes: Buffer): void {
    this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
    const headEnd = this.received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.received.toString('latin1', 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1]);
    const end = headEnd + HEAD_END.length + length;
    if (Number.isNaN(length)) return this.waiting?.reject(new Error(`an answer without a length: ${head}`));
    if (this.received.length < end) return;
    const body = this.received.toString('utf8', headEnd + HEAD_END.length, end);
    this.received = this.received.subarray(end);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}
