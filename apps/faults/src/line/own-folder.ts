import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Secrets } from '#libs/runtime';

/** The platforms that the simulator plays. */
const PLAYED = ['grid', 'xhxy', 'stations', 'hotline'];
/** The address of the simulator in the sample configuration. */
const SAMPLE_URL = 'http://127.0.0.1:7400';

/** Configuration, secrets, logs and perhaps the database of one run. Nothing of it is left unless it is to be kept. */
export class OwnFolder {
  readonly path: string;
  readonly secrets: Secrets;

  constructor() {
    mkdirSync('data', { recursive: true });
    this.path = resolve(mkdtempSync(join('data', 'faults-')));
    this.secrets = new Secrets(this.file('secrets.json'), {});
    for (const platform of PLAYED)
      for (const way of ['inbound', 'outbound']) this.secrets.get(`platforms.${platform}.${way}`);
    this.secrets.get('accounts.office');
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /**
   * The sample configuration with its platforms at another address, asked often, and taken for silent after 2 s. Asked so often,
   * the usual overlap would have every list read anew each second, longer and longer: in a long run nothing else would be done.
   */
  copyConfig(platformsUrl: string): void {
    cpSync('config', this.file('config'), { recursive: true });
    const file = this.file('config/platforms.yml');
    const text = readFileSync(file, 'utf8')
      .replaceAll(SAMPLE_URL, platformsUrl)
      .replaceAll('timeoutMs: 10000', 'timeoutMs: 2000')
      .replaceAll(/everySeconds: \d+/g, 'everySeconds: 1')
      .replaceAll(/overlapSeconds: \d+/g, 'overlapSeconds: 30');
    writeFileSync(file, text);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
