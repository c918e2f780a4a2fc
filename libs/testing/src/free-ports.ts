import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below what systems hand out to connections that go out: a port of ours is still ours after a restart of who listens there. */
const [FROM, BELOW] = [20_000, 32_000];

/** The first of `count` neighbouring ports of 127.0.0.1 that are free. */
export async function freePorts(count = 1): Promise<number> {
  for (;;) {
    const first = randomInt(FROM, BELOW - count);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map((port) => isFree(port)))).every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}
