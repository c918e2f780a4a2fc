import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isMap, isSeq, parseDocument, type YAMLMap } from 'yaml';
import { Secrets } from '#libs/runtime';

/** The address of the simulator in the sample configuration. */
const SAMPLE_HOST = '127.0.0.1:7400';
/** Seconds of real time after which the demo takes a platform's silence for one. */
const PATIENCE_MS = 2_000;
/** Real seconds between two pulls. */
const PULL_EVERY = 0.5;

/** A folder of its own for one demo: configuration, secrets, database and log. Nothing of it is left afterwards. */
export class DemoFolder {
  readonly path: string;

  constructor() {
    mkdirSync('data', { recursive: true });
    this.path = resolve(mkdtempSync(join('data', 'demo-')));
  }

  get secretsFile(): string {
    return join(this.path, 'secrets.json');
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The secrets that the demo, the simulator and Huying share, made before any of them starts. */
  shareSecrets(platforms: readonly string[]): Secrets {
    const secrets = new Secrets(this.secretsFile, {});
    for (const code of platforms) for (const way of ['inbound', 'outbound']) secrets.get(`platforms.${code}.${way}`);
    secrets.get('accounts.office');
    return secrets;
  }

  /** The sample configuration with its platforms at the simulator's address, at the demo's pace. */
  copyConfig(simulatorUrl: string, clockRate: number): void {
    cpSync('config', this.file('config'), { recursive: true });
    const file = this.file('config/platforms.yml');
    const document = parseDocument(readFileSync(file, 'utf8'));
    const platforms = document.get('platforms');
    if (!isSeq(platforms)) throw new Error('config/platforms.yml holds no list of platforms.');
    for (const platform of platforms.items) if (isMap(platform)) moveToSimulator(platform, simulatorUrl, clockRate);
    writeFileSync(file, String(document));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

function moveToSimulator(platform: YAMLMap, simulatorUrl: string, clockRate: number): void {
  const baseUrl = platform.getIn(['outbound', 'baseUrl']);
  if (typeof baseUrl === 'string' && new URL(baseUrl).host === SAMPLE_HOST) {
    platform.setIn(['outbound', 'baseUrl'], simulatorUrl + new URL(baseUrl).pathname);
    platform.setIn(['outbound', 'timeoutMs'], PATIENCE_MS);
  }
  const pulls = platform.get('pull');
  if (!isSeq(pulls)) return;
  for (const pull of pulls.items) if (isMap(pull)) pull.set('everySeconds', PULL_EVERY * clockRate);
}
