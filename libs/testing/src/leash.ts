import { spawn, type ChildProcess } from 'node:child_process';

/** Should this process die, however it dies, the pipe breaks, and the child goes with it. */
export class Leash {
  private readonly holder: ChildProcess;

  constructor(child: ChildProcess) {
    this.holder = spawn('sh', ['-c', `cat > /dev/null; kill -9 ${child.pid}`], { stdio: ['pipe', 'ignore', 'ignore'] });
  }

  /** Before the child is ended: a leash must never pull at a process id that has been given to another. */
  release(): void {
    if (this.holder.exitCode === null) this.holder.kill('SIGKILL');
  }
}
