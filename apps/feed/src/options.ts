import { parseArgs } from 'node:util';

export const USAGE = `npm run feed -- FILE… --platform NAME [options]

Sends JSON Lines (plain or .gz) through the platform's entrance, each line with the added field "file".

  --platform NAME   code of a platform of config/platforms.yml
  --url URL         where it pushes; default http://127.0.0.1:7300
  --console URL     where --verify asks for the tickets; default the same, another one where services are separate
  --rate N          lines a second; default: as fast as they are taken
  --batch N         lines in one request, 1 to 100; default 100
  --verify          wait until every event is a ticket, and tell how each ended
  --json            the last line on standard output is the result as JSON
  --data-dir DIR    folder of secrets.json; default data
  --config-dir DIR  folder of platforms.yml; default config`;

export interface FeedOptions {
  files: string[];
  platform: string;
  url: string;
  /** Where tickets are asked for; undefined: where it pushes. */
  consoleUrl?: string;
  /** Lines a second; undefined: no limit. */
  rate?: number;
  batch: number;
  verify: boolean;
  json: boolean;
  dataDir: string;
  configDir: string;
}

/** Reads the command line. Throws an Error whose message says what is wrong. */
export function readOptions(args: readonly string[]): FeedOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      platform: { type: 'string' },
      url: { type: 'string', default: 'http://127.0.0.1:7300' },
      console: { type: 'string' },
      rate: { type: 'string' },
      batch: { type: 'string', default: '100' },
      verify: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      'data-dir': { type: 'string', default: process.env['HUYING_DATA_DIR'] ?? 'data' },
      'config-dir': { type: 'string', default: process.env['HUYING_CONFIG_DIR'] ?? 'config' },
    },
  });
  if (positionals.length === 0) throw new Error('Name at least one file.');
  if (values.platform === undefined) throw new Error('Name the platform: --platform message-board');
  return {
    files: positionals,
    platform: values.platform,
    url: new URL(values.url).origin,
    ...(values.console === undefined ? {} : { consoleUrl: new URL(values.console).origin }),
    ...(values.rate === undefined ? {} : { rate: numberOf('--rate', values.rate, 0.1, 1_000_000) }),
    batch: Math.floor(numberOf('--batch', values.batch, 1, 100)),
    verify: values.verify,
    json: values.json,
    dataDir: values['data-dir'],
    configDir: values['config-dir'],
  };
}

function numberOf(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= least && value <= most))
    throw new Error(`${name} must be a number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  return value;
}
