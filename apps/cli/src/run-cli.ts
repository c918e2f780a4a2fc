import type { Writable } from 'node:stream';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { Client, Refused } from './client.js';
import { UsageError, type Command, type Given } from './command.js';
import { commands } from './commands.js';
import { keyOf } from './credentials.js';
import { Output } from './output.js';

/** What every command takes. */
const COMMON: ParseArgsOptionsConfig = {
  url: { type: 'string', default: 'http://127.0.0.1:7300' },
  account: { type: 'string', default: 'office' },
  'key-file': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};
const COMMON_USAGE = `Everywhere:
  --url URL        of the console, or of the one process (http://127.0.0.1:7300)
  --account ID     who you are (office); needs the permission operate. Its key is the secret accounts.<ID>, from
                   HUYING_SECRET_ACCOUNTS_<ID>, a file that …_FILE or --key-file FILE names, or data/secrets.json
  --json           the answer as it comes, for programs
Exit code: 0 done, 1 refused, 2 not understood, 3 not now: nobody answers, or try again.`;

interface Streams {
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable;
}

/** Does what the command line says. Resolves to the exit code. */
export async function runCli(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: Streams,
): Promise<number> {
  const [name, ...rest] = args;
  const command = commands.find((one) => one.name === name);
  if (!command) {
    const isHelp = name === undefined || name === 'help' || name === '--help' || name === '-h';
    if (isHelp) stdout.write(`${overview()}\n`);
    else stderr.write(`There is no command ${name}.\n\n${overview()}\n`);
    return isHelp ? 0 : 2;
  }
  try {
    const given = read(command, rest);
    if (given.flags.has('help')) {
      stdout.write(`${usageOf(command)}\n`);
      return 0;
    }
    const { url = '', account = '' } = given.options;
    const client = new Client(checkedUrl(url), {
      account,
      key: keyOf(account, given.options['key-file'], environment),
    });
    const output = new Output(stdout, given.flags.has('json'), stdout.isTTY ? stdout.columns : undefined);
    await command.run(given, client, output);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      stderr.write(`${error.message}\n\n${usageOf(command)}\n`);
      return 2;
    }
    stderr.write(`${(error as Error).message}\n`);
    return error instanceof Refused && error.retryable ? 3 : 1;
  }
}

function read(command: Command, args: readonly string[]): Given {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...args], options: { ...COMMON, ...command.options }, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const values = Object.entries(parsed.values);
  const flags = new Set(values.filter(([, value]) => value === true).map(([name]) => name));
  const { least, most } = command.words;
  const words = parsed.positionals;
  if (!flags.has('help') && (words.length < least || words.length > most))
    throw new UsageError(words.length < least ? 'something is missing' : `${words[most]} is too much`);
  const options = Object.fromEntries(values.filter(([, value]) => typeof value === 'string')) as Record<string, string>;
  return { words, options, flags };
}

function checkedUrl(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError('--url must begin with http:// or https://');
  return url;
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join('\n');
  return `Looks at the bus and repairs it.\n\nhuying COMMAND …\n\n${list}\n\nhuying COMMAND --help says more.\n\n${COMMON_USAGE}`;
}

function usageOf({ name, summary, usage }: Command): string {
  return `huying ${name} ${usage}\n\n${summary}\n\n${COMMON_USAGE}`;
}
