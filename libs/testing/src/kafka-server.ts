import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { freePorts } from './free-ports.js';
import { kafkaJars } from './kafka-jars.js';
import { Leash } from './leash.js';

const START_WITHIN_MILLISECONDS = 90_000;
/** A broker that has just begun to listen may never answer the first question: it is asked again. */
const ASK_AGAIN_MILLISECONDS = 5_000;
/** Tries with new ports. */
const STARTS = 3;

/** It ended by itself while it started. */
class KafkaEnded extends Error {
  override readonly name = 'KafkaEnded';
}
/** A test broker lives for seconds: quick to start is worth more than quick to run. */
const JAVA = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

/** An Apache Kafka of our own: one node, loopback, a data folder that is gone when it is stopped. */
export class KafkaServer {
  private java: ChildProcess | undefined;
  private leash: Leash | undefined;

  private constructor(
    private readonly folder: string,
    private readonly classPath: string,
    /** `host:port`. */
    readonly broker: string,
  ) {}

  /**
   * Resolves when it answers. Rejects with what has to be installed.
   * @param behind gives the port of what stands before it and is what clients are told to connect to, e.g. a proxy
   */
  static async start(
    behind: (port: number) => Promise<number> = (port) => Promise.resolve(port),
  ): Promise<KafkaServer> {
    const classPath = await kafkaJars();
    for (let start = 1; ; start++) {
      try {
        return await KafkaServer.startOnce(classPath, behind);
      } catch (error) {
        // A port that was free a moment ago may be somebody else's by now: it ends by itself, and others are tried.
        if (!(error instanceof KafkaEnded) || start === STARTS) throw error;
      }
    }
  }

  private static async startOnce(classPath: string, behind: (port: number) => Promise<number>): Promise<KafkaServer> {
    const port = await freePorts(2);
    const ports = { port, controllerPort: port + 1, advertised: await behind(port) };
    const folder = mkdtempSync(join(tmpdir(), 'huying-kafka-'));
    writeFileSync(join(folder, 'server.properties'), properties(folder, ports));
    const server = new KafkaServer(folder, classPath, `127.0.0.1:${port}`);
    try {
      await server.format();
      await server.run();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** As a power cut: nothing is finished, nothing is said. */
  async kill9(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** On the same data and port, after kill9. */
  async restart(): Promise<void> {
    await this.run();
  }

  /** Ends it at once and removes its data: nobody needs a test's broker to end well. */
  async stop(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async format(): Promise<void> {
    // 'i' and more: an id that begins with a dash would be taken for an option.
    const id = Buffer.from(`88${randomUUID().replaceAll('-', '').slice(2)}`, 'hex').toString('base64url');
    const file = join(this.folder, 'server.properties');
    const format = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', file, '--ignore-formatted'];
    await promisify(execFile)('java', [...JAVA, '-cp', this.classPath, ...format]);
  }

  private async run(): Promise<void> {
    const log = openSync(join(this.folder, 'output.log'), 'a');
    const file = join(this.folder, 'server.properties');
    const java = spawn('java', [...JAVA, '-cp', this.classPath, 'kafka.Kafka', file], { stdio: ['ignore', log, log] });
    closeSync(log);
    this.java = java;
    this.leash = new Leash(java);
    await this.answers(java);
  }

  private async answers(java: ChildProcess): Promise<void> {
    const until = Date.now() + START_WITHIN_MILLISECONDS;
    const kafka = new Kafka({
      brokers: [this.broker],
      requestTimeout: ASK_AGAIN_MILLISECONDS,
      logLevel: logLevel.NOTHING,
      retry: { retries: 0 },
    });
    for (;;) {
      const admin = kafka.admin();
      try {
        await admin.connect();
        await admin.describeCluster();
        return;
      } catch (cause) {
        const output = readFileSync(join(this.folder, 'output.log'), 'utf8').slice(-2_000);
        if (java.exitCode !== null || java.signalCode !== null)
          throw new KafkaEnded(`Kafka has ended: ${output}`, { cause });
        if (Date.now() > until) throw new Error(`Kafka does not answer at ${this.broker}: ${output}`, { cause });
        await sleep(100);
      } finally {
        await admin.disconnect();
      }
    }
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { java, leash } = this;
    this.java = this.leash = undefined;
    leash?.release();
    if (!java || java.exitCode !== null || java.signalCode !== null) return;
    const exit = once(java, 'exit');
    java.kill(signal);
    await exit;
  }
}

/** The short broker session: after a kill, the controller lets the same broker in only when its old session is over. */
function properties(
  folder: string,
  { port, controllerPort, advertised }: { port: number; controllerPort: number; advertised: number },
): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${advertised}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(folder, 'data')}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.min.session.timeout.ms=1000
`;
}
