import { connect } from 'node:net';

const PATIENCE_MILLISECONDS = 3_000;

/** Whether something listens there. What it is, and whether it lets us in, the services find out. */
export function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[(.*)\]$/, '$1'), port, timeout: PATIENCE_MILLISECONDS });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
