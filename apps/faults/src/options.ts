import { parseArgs } from 'node:util';

export const USAGE = `npm run faults -- [options]

Runs the whole line under load while things break, then counts: nothing lost, nothing doubled, nothing out of order.
Four services over Apache Kafka and MariaDB; it needs Java 17, the first time Maven, and a MariaDB (MYSQL_URL, else
127.0.0.1:3306 as root without a password).

  --minutes N   how long things break; default 2. All is over 4 minutes later, whatever happens
  --seed N      equal seeds break the same things in the same order; default: by the clock
  --rate N      events a second; default 5
  --embedded    one process with its own SQLite instead; needs nothing
  --json        the last line on standard output is the result as JSON`;

export interface FaultsOptions {
  minutes: number;
  seed: number;
  rate: number;
  embedded: boolean;
  json: boolean;
}

/** Reads the command line. Throws an Error whose message says what is wrong. */
export function readOptions(args: readonly string[]): FaultsOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '2' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      rate: { type: 'string', default: '5' },
      embedded: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const seed = numberOf('--seed', values.seed, 0, 0xffff_ffff);
  if (!Number.isInteger(seed)) throw new Error(`--seed must be a whole number, not ${values.seed}`);
  return {
    // Test databases older than an hour are cleared away by whatever suite runs next.
    minutes: numberOf('--minutes', values.minutes, 0.1, 50),
    seed,
    rate: numberOf('--rate', values.rate, 0.1, 200),
    embedded: values.embedded,
    json: values.json,
  };
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new Error(`${name} must be a number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  return value;
}
