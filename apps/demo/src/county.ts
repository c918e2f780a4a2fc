import { startSimulator, type FaultSettings, type Simulator } from '../../simulator/src/index.js';
import { ChildService } from './child-service.js';
import { DemoFolder } from './demo-folder.js';
import { Office } from './office.js';

/** How many times faster than the wall clock the county lives: what takes an afternoon takes half a minute. */
const CLOCK_RATE = 600;

/** An ordinary bad day: some things fail, and nothing may be lost by it. */
const ORDINARY_FAULTS: FaultSettings = {
  slow: 0.03,
  busy: 0.02,
  http500: 0.02,
  timeoutAfterCommit: 0.005,
  resetAfterCommit: 0.01,
  doubledCallbacks: 0.1,
  doubledEvents: 0.05,
  callbackBeforeReply: 0.05,
  callbacksNeverPushed: 0.15,
  refusals: 0.02,
  returns: 0.06,
  unsolved: 0.03,
};

/** The sample county alive: Huying and the outside world beside it. */
export class County {
  private constructor(
    readonly folder: DemoFolder,
    readonly simulator: Simulator,
    readonly huying: ChildService,
    readonly office: Office,
  ) {}

  static async start({ port, seed, calm }: { port: number; seed: number; calm: boolean }): Promise<County> {
    const folder = new DemoFolder();
    let simulator: Simulator | undefined;
    try {
      const secrets = folder.shareSecrets(['grid', 'xhxy', 'stations', 'hotline']);
      const huyingUrl = `http://127.0.0.1:${port}`;
      const faults = calm ? {} : ORDINARY_FAULTS;
      simulator = await startSimulator({ port: 0, huyingUrl, secrets, seed, faults, timeScale: CLOCK_RATE });
      folder.copyConfig(simulator.url, CLOCK_RATE);
      const huying = await ChildService.start(settingsOf(folder, port), folder.file('huying.log'));
      return new County(folder, simulator, huying, new Office(huying.url, secrets.get('accounts.office')));
    } catch (error) {
      await simulator?.close();
      folder.remove();
      throw error;
    }
  }

  /** Ends both and removes what they wrote. */
  async stop(): Promise<void> {
    await this.simulator.close();
    await this.huying.stop();
    this.folder.remove();
  }
}

function settingsOf(folder: DemoFolder, port: number): Record<string, string> {
  return {
    HUYING_HTTP_PORT: String(port),
    HUYING_DATABASE_URL: `sqlite:${folder.file('huying.sqlite')}`,
    HUYING_CONFIG_DIR: folder.file('config'),
    HUYING_DATA_DIR: folder.path,
    HUYING_CLOCK_RATE: String(CLOCK_RATE),
    HUYING_LOG_LEVEL: 'warn',
  };
}
