import { createHash } from 'node:crypto';

const STACK_FRAME = /^\s+at\s+(?:async\s+)?(?:(.+?)\s+\()?(?:file:\/\/)?(.+?):\d+:\d+\)?$/;

/** First frame of our own code, as `function file`: the line number is left out, so that an edit above it does not split a group. */
function ownFrame(stack: string): string {
  for (const line of stack.split('\n')) {
    const match = STACK_FRAME.exec(line);
    if (!match?.[2] || match[2].includes('node_modules') || match[2].startsWith('node:')) continue;
    return `${match[1] ?? ''} ${match[2].split('/').at(-1)}`;
  }
  return '';
}

/** Failures of one cause share it: error class, first own stack frame and message type. 16 hex digits. */
export function fingerprintOf(error: Error, messageType: string): string {
  return createHash('sha256')
    .update(`${error.name}\n${ownFrame(error.stack ?? '')}\n${messageType}`)
    .digest('hex')
    .slice(0, 16);
}
