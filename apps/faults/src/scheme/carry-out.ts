import { setTimeout as sleep } from 'node:timers/promises';
import type { Line } from '../line/line.js';
import type { TcpProxy } from '../line/tcp-proxy.js';
import type { Break } from './plan-scheme.js';

/** Breaks it, and resolves when nothing stands in the way of recovery any more: the process is started, the wire is whole. */
export async function carryOut(one: Break, line: Line, signal: AbortSignal): Promise<void> {
  switch (one.kind) {
    case 'kill':
      await line.services.find(({ name }) => name === one.service)?.kill9();
      return;
    case 'kill-broker':
      await line.broker?.kill9();
      await sleep(one.downMs, undefined, { signal });
      await line.broker?.restart();
      return;
    case 'cut':
      wireOf(line, one.wire).cut();
      return;
    case 'block':
    case 'delay': {
      const wire = wireOf(line, one.wire);
      if (one.kind === 'block') wire.block();
      else wire.delay(one.byMs);
      await sleep(one.forMs, undefined, { signal });
      wire.restore();
    }
  }
}

function wireOf({ wires }: Line, name: string): TcpProxy {
  const wire = wires.get(name);
  if (!wire) throw new Error(`there is no wire ${name}`);
  return wire;
}
