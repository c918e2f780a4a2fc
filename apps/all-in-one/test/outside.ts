import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secrets } from '#libs/runtime';
import { startSimulator, type Simulator } from '../../simulator/src/index.js';

/** How much faster than the wall clock the outside lives: what takes agencies an afternoon takes seconds. */
export const OUTSIDE_RATE = 6_000;
const ROOT = join(import.meta.dirname, '../../..');

/** The outside world, and a folder with the sample configuration that leads to it and the secrets that it shares with us. */
export class Outside {
  private constructor(
    readonly folder: string,
    readonly secrets: Secrets,
    readonly simulator: Simulator,
  ) {}

  /**
   * @param huyingUrl where platforms will find us
   * @param pullEverySeconds of the mechanism's time
   */
  static async start(huyingUrl: string, pullEverySeconds: number): Promise<Outside> {
    const folder = mkdtempSync(join(tmpdir(), 'huying-outside-'));
    const secrets = new Secrets(join(folder, 'secrets.json'), {});
    // All else Huying makes, and whoever asks for it later reads the same.
    secrets.get('platforms.message-board.inbound');
    const simulator = await startSimulator({ port: 0, huyingUrl, secrets, seed: 1, timeScale: OUTSIDE_RATE });
    cpSync(join(ROOT, 'config'), join(folder, 'config'), { recursive: true });
    const platforms = join(folder, 'config/platforms.yml');
    const text = readFileSync(platforms, 'utf8')
      .replaceAll('http://127.0.0.1:7400', simulator.url)
      .replaceAll('timeoutMs: 10000', 'timeoutMs: 1500')
      .replaceAll(/everySeconds: \d+/g, `everySeconds: ${pullEverySeconds}`);
    writeFileSync(platforms, text);
    return new Outside(folder, secrets, simulator);
  }

  get configDir(): string {
    return join(this.folder, 'config');
  }

  /** Removes the folder; the simulator is closed before Huying is, which lives in the folder. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
