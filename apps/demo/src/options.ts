import { parseArgs } from 'node:util';

export const USAGE = `npm run demo -- [options]

  --events N   events that happen on the street; default 300
  --seed N     equal seeds make equal events; default 1
  --port N     where Huying listens; default 7300, or any free port when that is taken
  --calm       the outside world makes no mistakes
  --exit       end when all is settled
  --json       the last line on standard output is the result as JSON`;

export interface DemoOptions {
  events: number;
  seed: number;
  /** Undefined: the usual one if it is free. */
  port?: number;
  calm: boolean;
  exit: boolean;
  json: boolean;
}

/** Reads the command line. Throws an Error whose message says what is wrong. */
export function readOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: '300' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string' },
      calm: { type: 'boolean', default: false },
      exit: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { events, seed, port, ...flags } = values;
  return {
    ...flags,
    events: wholeNumber('--events', events, 1, 100_000),
    seed: wholeNumber('--seed', seed, 0, 0xffff_ffff),
    ...(port === undefined ? {} : { port: wholeNumber('--port', port, 1, 65_535) }),
  };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Error(`${name} must be a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  return value;
}
