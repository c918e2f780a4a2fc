import { parseArgs } from 'node:util';
import type { FaultSettings } from './faults.js';

export const USAGE = `The outside world, for trying Huying out: a grid system, a 乡呼县应 platform, stations and a hotline.

  --port N           default 7400
  --huying URL       default http://127.0.0.1:7300
  --secrets FILE     default data/secrets.json: the same file as Huying's
  --seed N           default 1
  --time-scale N     how many times faster than the clock agencies work; default 1
  --faults JSON      e.g. '{"http500":0.05,"platforms":{"stations":{"returns":0.1}}}'
  --events N         let N events happen after the start; default 0
  --rate N           events a second; default 5`;

export interface Options {
  port: number;
  huyingUrl: string;
  secretsFile: string;
  seed: number;
  timeScale: number;
  faults: FaultSettings;
  events: number;
  rate: number;
}

/** Reads the command line. Throws an Error whose message says what is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '7400' },
      huying: { type: 'string', default: 'http://127.0.0.1:7300' },
      secrets: { type: 'string', default: 'data/secrets.json' },
      seed: { type: 'string', default: '1' },
      'time-scale': { type: 'string', default: '1' },
      faults: { type: 'string', default: '{}' },
      events: { type: 'string', default: '0' },
      rate: { type: 'string', default: '5' },
    },
  });
  return {
    port: numberOf('--port', values.port, 0),
    huyingUrl: values.huying,
    secretsFile: values.secrets,
    seed: numberOf('--seed', values.seed, 0),
    timeScale: numberOf('--time-scale', values['time-scale'], 1),
    faults: JSON.parse(values.faults) as FaultSettings,
    events: numberOf('--events', values.events, 0),
    rate: numberOf('--rate', values.rate, 0.1),
  };
}

function numberOf(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least)
    throw new Error(`${name} must be a number from ${least} on, not ${JSON.stringify(text)}`);
  return value;
}
