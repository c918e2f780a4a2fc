import type { KafkaServer, SupervisedService } from '#libs/testing/servers';
import type { Simulator } from '../../../simulator/src/index.js';
import type { Logged } from '../evidence/evidence.js';
import type { PoisonLog } from '../poison/poison-log.js';
import type { Reader } from './open-reader.js';
import type { TcpProxy } from './tcp-proxy.js';

/** The whole of Huying and the outside world, with every wire between them in our hands. */
export interface Line {
  readonly services: readonly SupervisedService[];
  /** By name: kafka, database, platforms (what we ask of them), entrance (what they tell us). */
  readonly wires: ReadonlyMap<string, TcpProxy>;
  readonly broker?: KafkaServer;
  readonly simulator: Simulator;
  /** Past the wires. */
  readonly reader: Reader;
  readonly poison: PoisonLog;
  readLog(): Promise<readonly Logged[]>;
  /** What the office is answered by the console; with a body it is an act. Rejects when it is away, or says no. */
  ask<T>(path: string, body?: object): Promise<T>;
  /** The grid system reports events. Rejects when they are not all taken. */
  report(content: object): Promise<void>;
}
