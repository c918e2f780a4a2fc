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

  /** @param name what the folder below `data` begins with */
  constructor(name: string) {
    mkdirSync('data', { recursive: true });
    this.path = resolve(mkdtempSync(join('data', `${name}-`)));
    this.secrets = new Secrets(this.file('secrets.json'), {});
    for (const platform of PLAYED)
      for (const way of ['inbound', 'outbound']) this.secrets.get(`platforms.${platform}.${way}`);
    this.secrets.get('accounts.office');
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The sample configuration with its platforms at another address. @param change what else is other in platforms.yml */
  copyConfig(platformsUrl: string, change: (platforms: string) => string): void {
    cpSync('config', this.file('config'), { recursive: true });
    const file = this.file('config/platforms.yml');
    writeFileSync(file, change(readFileSync(file, 'utf8').replaceAll(SAMPLE_URL, platformsUrl)));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
