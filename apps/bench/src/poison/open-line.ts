import { DataSource } from 'typeorm';
import { Pauses } from '#libs/bus';
import type { TicketChanged } from '#libs/contracts';
import { openDatabase } from '#libs/store';
import { OwnBus, POISON_GROUP, sampleSchema, StockNest, type PoisonRun } from '#libs/testing/servers';
import type { PoisonGround } from './poison-task.js';

/** What both contenders can be asked. */
export interface PoisonLine {
  readonly dataSource: DataSource;
  /** From now on the handler knows the messages of that run. */
  turnTo(run: PoisonRun): void;
  append(...messages: TicketChanged[]): Promise<void>;
  /** Nothing is handled until `resume`, where that can be had. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

const PARTITIONS = 6;
const operator = { actor: 'bench', reason: 'a backlog is piled up' };

/** @param run of the peer, which can be told no other later */
export async function openLine(ground: PoisonGround, run: PoisonRun): Promise<PoisonLine> {
  return ground.name === 'ours' ? openOurs(ground) : openStock(ground, run);
}

async function openOurs({ broker, databaseUrl }: PoisonGround): Promise<PoisonLine> {
  const bus = await OwnBus.start(broker, PARTITIONS, databaseUrl);
  const pauses = bus.app.get(Pauses);
  return {
    dataSource: bus.app.get(DataSource),
    turnTo: (next) => bus.turnTo(next),
    append: (...messages) => bus.append(...messages),
    pause: () => pauses.pause(POISON_GROUP, undefined, operator).then(() => undefined),
    resume: () => pauses.resume(POISON_GROUP, undefined, operator).then(() => undefined),
  };
}

/** It has no pause: it begins while the backlog is still being piled up, which only makes it faster. */
async function openStock({ broker, databaseUrl, topic }: PoisonGround, run: PoisonRun): Promise<PoisonLine> {
  const dataSource = await openDatabase(databaseUrl, [sampleSchema]);
  const stock = await StockNest.start({ broker, partitions: PARTITIONS, topic, dataSource }, run);
  return {
    dataSource,
    turnTo: () => undefined,
    append: (...messages) => stock.append(...messages),
    pause: () => Promise.resolve(),
    resume: () => Promise.resolve(),
  };
}
