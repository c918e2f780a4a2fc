import type { MessageType } from '#libs/contracts';
import type { Registration } from './registration.js';

/** The process must not start: something about its handlers is wrong. Says how to mend it. */
export class BusBootError extends Error {
  override readonly name = 'BusBootError';
}

/**
 * Throws one BusBootError that lists every mistake.
 * @param whole true when this process is meant to hold all handlers, so that a message nobody hears is a mistake
 */
export function checkHandlers(
  registrations: readonly Registration[],
  types: readonly MessageType[],
  whole: boolean,
): void {
  const mistakes: string[] = [];
  const seen = new Set<string>();
  for (const { message, options } of registrations) {
    const place = `${options.group} / ${message.name}`;
    if (!types.includes(message))
      mistakes.push(`${place}: add the message type to messageTypes in libs/contracts/src/messages.ts`);
    if (!options.policy) mistakes.push(`${place}: give @BusHandler a policy, e.g. defaultPolicy`);
    if (seen.has(place)) mistakes.push(`${place}: two handlers; keep one, or give the other a group of its own`);
    seen.add(place);
  }
  if (whole) {
    const heard = new Set(registrations.map(({ message }) => message.name));
    for (const type of types) {
      if (!heard.has(type.name) && !type.openToAll)
        mistakes.push(`${type.name}: nobody hears it; write a @BusHandler for it, or mark it openToAll`);
    }
  }
  if (mistakes.length > 0) throw new BusBootError(`The bus refuses to start:\n  ${mistakes.join('\n  ')}`);
}
