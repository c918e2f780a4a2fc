import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { DeadLetterRow } from '#libs/bus';
import type { TicketChanged } from '#libs/contracts';
import { PoisonRun, SampleThing } from '#libs/testing/servers';
import { checkHeard } from './check-heard.js';
import { openLine, type PoisonLine } from './open-line.js';
import type { PoisonGround, PoisonResult, PoisonTask } from './poison-task.js';

const PER_SECOND = 200;
const AT_ONCE = 500;
const WARM_UP = 600;
const LOOK_EVERY_MS = 50;
/** All tries of what can't be handled are over by then. */
const DEAD_WITHIN_MS = 10_000;

// A process of its own; its only argument is a PoisonGround as JSON, and it answers each PoisonTask with a PoisonResult.
Logger.overrideLogger(false);
const ground = JSON.parse(process.argv[2] ?? '') as PoisonGround;
let line: PoisonLine | undefined;
process.once('disconnect', () => process.exit(0));
process.on('message', (task: PoisonTask) => void carryOut(task).then((result) => process.send?.(result)));

async function carryOut(task: PoisonTask): Promise<PoisonResult> {
  const run = new PoisonRun(task.run, task.count);
  const isFirst = line === undefined;
  line ??= await openLine(ground, run);
  line.turnTo(run);
  if (isFirst) await warmUp(line, task.run);
  const begun = performance.now();
  await (task.kind === 'live' ? run.live(PER_SECOND, (message) => append(line, message)) : backlog(line, run));
  const giveUpAt = performance.now() + task.patienceMs;
  while (run.handled < run.healthy.size && performance.now() < giveUpAt) await sleep(LOOK_EVERY_MS);
  const seconds = (performance.now() - begun) / 1_000;
  const punctuality = run.measured();
  const dead = await deaths(line.dataSource, run);
  const done = await effects(line.dataSource, run);
  return { punctuality, seconds, doneShare: 1 - done.unhandled / run.healthy.size, ...dead, ...done };
}

function append(to: PoisonLine | undefined, ...messages: TicketChanged[]): Promise<void> {
  return (to as PoisonLine).append(...messages);
}

/** Nobody is measured while it is still being compiled. */
async function warmUp(to: PoisonLine, name: string): Promise<void> {
  const run = new PoisonRun(`${name} warm`, WARM_UP);
  const expected = run.heard('all');
  await run.live(PER_SECOND, (message) => to.append(message));
  for (let heard = new Map<string, string>(); checkHeard(heard, expected).unhandled > 0; await sleep(LOOK_EVERY_MS))
    heard = await heardBy(to.dataSource);
}

async function backlog(to: PoisonLine, run: PoisonRun): Promise<void> {
  await to.pause();
  for (let at = 0; at < run.messages.length; at += AT_ONCE) await to.append(...run.messages.slice(at, at + AT_ONCE));
  await to.resume();
}

async function effects(dataSource: DataSource, run: PoisonRun): Promise<{ unhandled: number; outOfOrder: number }> {
  const all = run.heard('all');
  const heard = new Map([...(await heardBy(dataSource))].filter(([key]) => all.has(key)));
  return checkHeard(heard, run.heard('healthy'));
}

async function heardBy(dataSource: DataSource): Promise<Map<string, string>> {
  const rows = await dataSource.getRepository(SampleThing).find();
  return new Map(rows.map(({ id, body }) => [id, body ?? '']));
}

/** A stock microservice knows no dead letters: it tries again until somebody ends it. */
async function deaths(
  dataSource: DataSource,
  run: PoisonRun,
): Promise<Pick<PoisonResult, 'healthyDeadLettered' | 'poisonAtLarge'>> {
  if (ground.name === 'stockNest') return { healthyDeadLettered: 0, poisonAtLarge: run.poisoned.size };
  const giveUpAt = Date.now() + DEAD_WITHIN_MS;
  for (;;) {
    const dead = new Set((await dataSource.getRepository(DeadLetterRow).find()).map(({ messageId }) => messageId));
    const poisonAtLarge = [...run.poisoned].filter((id) => !dead.has(id)).length;
    const healthyDeadLettered = [...run.healthy].filter((id) => dead.has(id)).length;
    if (poisonAtLarge === 0 || Date.now() > giveUpAt) return { healthyDeadLettered, poisonAtLarge };
    await sleep(LOOK_EVERY_MS);
  }
}
