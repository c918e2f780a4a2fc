import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Leash, NODE_FLAGS } from '#libs/testing/servers';

/** Nothing that is measured takes longer. */
const TELLS_WITHIN = 120_000;
const END_WITHIN = 10_000;
/** As our processes are started, whoever it is; a member that is no main.ts does not see to its source maps itself. */
const NODE = ['--enable-source-maps', ...NODE_FLAGS];

/** A process of its own for what is measured, so that neither memory nor compiled code of one helps or hinders another. */
export class Member<Word> {
  private readonly child;
  private readonly leash;
  private readonly ended;

  /** @param file of the built tree; gets `argument` as JSON, and tells what it has to tell by `process.send` */
  constructor(file: URL, argument: object, profile?: string) {
    const execArgv = profile === undefined ? NODE : [...NODE, '--cpu-prof', `--cpu-prof-dir=${profile}`];
    this.child = fork(fileURLToPath(file), [JSON.stringify(argument)], { execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
    this.leash = new Leash(this.child);
    this.ended = once(this.child, 'exit');
  }

  /** The next thing it tells. Rejects when it ends before, or says nothing for two minutes. */
  async tells(): Promise<Word> {
    const gone = this.ended.then(([code]) => {
      throw new Error(`a process of the bench ended before its time, with ${String(code)}`);
    });
    gone.catch(() => undefined);
    const [word] = (await Promise.race([
      once(this.child, 'message', { signal: AbortSignal.timeout(TELLS_WITHIN) }),
      gone,
    ])) as [Word];
    return word;
  }

  /** What it hears by `process.on('message')`. */
  say(word: object): void {
    this.child.send(word);
  }

  /** Asks it to end, and sees that it does. */
  async end(): Promise<void> {
    this.leash.release();
    if (this.child.connected) this.child.disconnect();
    const kill = setTimeout(() => this.child.kill('SIGKILL'), END_WITHIN);
    await this.ended;
    clearTimeout(kill);
  }
}
