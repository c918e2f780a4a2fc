import { appendFileSync, writeSync } from 'node:fs';
import { Session, type Debugger, type InspectorNotification } from 'node:inspector';
import { workerData } from 'node:worker_threads';
import { WorkMemory } from './work-memory.js';

/** What the thread is started with. */
export interface WatchdogOrders {
  readonly shared: SharedArrayBuffer;
  /** Looks, one a second, at which the same work is in hand. */
  readonly limit: number;
  /** Where what was in hand is kept for the next start. */
  readonly file: string;
  readonly exitCode: number;
}

const LOOK_EVERY = 1_000;
const FRAMES = 8;
/** After that the process is killed without having said where it stood. */
const LAST_WORDS_WITHIN = 3_000;

const { shared, limit, file, exitCode } = workerData as WatchdogOrders;
const memory = new WorkMemory(shared);

let step = memory.step;
let looks = 0;
const looking = setInterval(look, LOOK_EVERY);

/** Counts looks and not time: a process that was frozen with its machine, or a clock that was moved, is not blocked. */
function look(): void {
  if (memory.isEmpty || memory.step !== step) {
    step = memory.step;
    looks = 0;
  } else if (++looks >= limit) {
    clearInterval(looking);
    end(memory.read());
  }
}

function end(works: readonly string[]): void {
  for (const work of works) {
    say({ msg: `blocked for ${limit} s and does not come back; the process ends`, ...objectOf(work) });
    try {
      appendFileSync(file, `${work}\n`);
    } catch (error) {
      say({ msg: `could not be written into ${file}: ${(error as Error).message}` });
    }
  }
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_WORDS_WITHIN);
  const session = new Session();
  session.connectToMainThread();
  const files = new Map<string, string>();
  session.on('Debugger.scriptParsed', ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>) =>
    files.set(params.scriptId, params.url),
  );
  session.on('Debugger.paused', ({ params }: InspectorNotification<Debugger.PausedEventDataType>) => {
    const stack = params.callFrames.slice(0, FRAMES).map((frame) => placeOf(frame, files));
    say({ msg: 'it stands here', stack });
    session.post('Debugger.evaluateOnCallFrame', {
      callFrameId: params.callFrames[0]?.callFrameId ?? '',
      expression: `process.exit(${exitCode})`,
    });
  });
  session.post('Debugger.enable');
  session.post('Debugger.pause');
}

function objectOf(work: string): object {
  try {
    return JSON.parse(work) as object;
  } catch {
    return { work };
  }
}

function placeOf({ functionName, location }: Debugger.CallFrame, files: ReadonlyMap<string, string>): string {
  return `${functionName || '(anonymous)'} ${files.get(location.scriptId)}:${location.lineNumber + 1}`;
}

/** On standard error and at once: the log of the process is written by the thread that is blocked. */
function say(line: object): void {
  const head = { level: 'fatal', time: new Date().toISOString(), context: 'watchdog' };
  writeSync(2, `${JSON.stringify({ ...head, ...line })}\n`);
}
