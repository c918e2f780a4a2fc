import { parseArgs } from 'node:util';
import { benches, type BenchName } from './benches.js';

export const USAGE = `npm run bench -- ${Object.keys(benches).join('|')} [options]

Measures ours beside what people would use instead, in one run on the same Apache Kafka and MariaDB: they take turns, and what
they wrote is counted afterwards. Only ratios within one run mean anything. It needs Java 17, the first time Maven, and a
MariaDB (MYSQL_URL, else 127.0.0.1:3306 as root without a password).

  line       one event -> one ticket row, one history row, one outgoing message, the position committed after
  intake     HTTP to the log durable: single events and arrays of 100, beside a bare Fastify and a stock NestJS on Express
  lifecycle  the product itself: event, ticket, dispatch, sign, progress, done, revisit, closed, five reports; as four services
             over Kafka and MariaDB, and as one process on SQLite, with the outside world on the same machine
  poison     one message in 1,000 can't be handled: 200 a second, and a backlog, beside a stock NestJS microservice

  --quick          three short rounds, at most five minutes; else longer ones
  --profile DIR    writes CPU profiles of ours there
  --json           the last line on standard output is the result as JSON`;

export interface BenchOptions {
  readonly bench: BenchName;
  readonly quick: boolean;
  readonly profile?: string;
  readonly json: boolean;
}

/** Reads the command line. Throws an Error whose message says what is wrong. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [bench, ...more] = positionals;
  if (!bench || !Object.hasOwn(benches, bench) || more.length > 0)
    throw new Error(
      `name one bench, ${Object.keys(benches).join(' or ')}, not ${JSON.stringify(positionals.join(' '))}`,
    );
  return {
    bench: bench as BenchName,
    quick: values.quick,
    ...(values.profile === undefined ? {} : { profile: values.profile }),
    json: values.json,
  };
}
