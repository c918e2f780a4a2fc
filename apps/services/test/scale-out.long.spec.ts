import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownServers, type OwnServers } from '#libs/testing';
import { County } from '../../all-in-one/test/county.js';
import { checkAll } from '../../faults/src/check/check-all.js';
import { readEvidence } from '../../faults/src/evidence/read-evidence.js';
import { readKafkaLog } from '../../faults/src/evidence/read-kafka-log.js';
import { openReader, type Reader } from '../../faults/src/line/open-reader.js';
import { settle } from '../../faults/src/settle.js';
import { FourServices } from './four-services.js';

const EVENTS = 900;
const PER_SECOND = 15;
/** A member that was killed keeps its partitions for ten seconds. */
const BETWEEN = 6_000;
const SETTLED_WITHIN = 150_000;
const servers = await ownServers();
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

describe.skipIf(!servers)('ticketing in one, two and three processes', () => {
  const { kafka, databaseUrl } = servers as OwnServers;
  let services: FourServices;
  let county: County;
  let reader: Reader;

  beforeAll(async () => {
    services = await FourServices.prepare({ broker: kafka.broker, databaseUrl });
    await services.launch();
    county = new County(services, services.outside);
    reader = openReader(databaseUrl);
  }, 120_000);
  afterAll(async () => {
    await reader.close();
    await services.stop();
    await servers?.stop();
  }, 60_000);

  it('that join, leave and are killed under load: every event is one ticket, its history and what is said of it are in order', async () => {
    const { simulator } = services.outside;
    const load = simulator.happen(EVENTS, PER_SECOND);
    const first = services.process('ticketing');
    await pause(BETWEEN);
    const [second, third] = await Promise.all([services.another('ticketing'), services.another('ticketing')]);
    await pause(BETWEEN);
    await second.end('SIGKILL');
    await pause(BETWEEN);
    const fourth = await services.another('ticketing');
    await pause(BETWEEN);
    await first.end('SIGTERM');
    await pause(BETWEEN);
    await third.end('SIGKILL');
    await load;
    expect(fourth.running).toBe(true);

    let seen = '';
    const ask = async <T>(path: string): Promise<T> => (await county.person('office', path)).json as T;
    const settling = settle({ simulator, reader, ask }, AbortSignal.timeout(SETTLED_WITHIN), (words) => (seen = words));
    await settling.catch((cause: unknown) => {
      throw new Error(`did not come to rest: ${seen}`, { cause });
    });
    const evidence = await readEvidence(reader, () => readKafkaLog(kafka.broker), simulator.books);
    const steps = evidence.history.length;
    console.log(`scale-out: ${EVENTS} events, ${evidence.tickets.length} tickets, ${steps} steps of history; ${seen}`);
    expect(checkAll(evidence)).toEqual([]);
    expect(evidence.deadLetters).toEqual([]);
    expect(evidence.tickets).toHaveLength(EVENTS);
    expect(steps).toBe(evidence.tickets.reduce((sum, { revision }) => sum + revision, 0));
    expect(steps).toBeGreaterThan(2 * EVENTS);
  }, 360_000);
});
