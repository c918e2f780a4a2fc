import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ownServers, type OwnServers } from '#libs/testing';
import { Stalls } from '../../../libs/testing/src/stalls.js';
import { County } from '../../all-in-one/test/county.js';
import { gridEvent } from '../../all-in-one/test/samples.js';
import { FourServices } from './four-services.js';
import type { ServiceProcess } from './service-process.js';

const EVENTS = 1_200;
const PER_SECOND = 25;
const servers = await ownServers();
const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

afterAll(() => servers?.stop(), 60_000);

describe.skipIf(!servers)('a service of two processes under load', () => {
  let services: FourServices;
  let county: County;
  let second: ServiceProcess;

  beforeAll(async () => {
    const { kafka, databaseUrl } = servers as OwnServers;
    services = await FourServices.prepare({ broker: kafka.broker, databaseUrl });
    await services.launch();
    county = new County(services, services.outside);
    second = await services.another('ticketing');
  }, 120_000);
  afterAll(async () => {
    await services.stop();
  }, 30_000);

  /** Sends at an even pace, whatever becomes of it; resolves to how many were taken in. */
  async function load(): Promise<number> {
    const begun = Date.now();
    const answers: Promise<boolean>[] = [];
    for (let index = 0; index < EVENTS; index++) {
      await pause(Math.max(0, begun + (index * 1_000) / PER_SECOND - Date.now()));
      const sent = county.push('grid', 'events', gridEvent(`WG-rolling-${index}`));
      const taken = sent.then(
        ({ status }) => status === 202,
        () => false,
      );
      answers.push(taken);
    }
    return (await Promise.all(answers)).filter(Boolean).length;
  }

  it('is restarted one process after the other: nothing is lost, and 99 of 100 messages wait less than 5 s', async () => {
    const stalls = new Stalls();
    const loading = load();
    const stops: number[] = [];
    await pause(6_000);
    stops.push(await services.process('ticketing').end('SIGTERM'));
    await services.launch(['ticketing']);
    await pause(6_000);
    stops.push(await second.end('SIGTERM'));
    second = await services.another('ticketing');
    const accepted = await loading;
    expect(accepted).toBe(EVENTS);
    expect(Math.max(...stops)).toBeLessThan(10_000);

    const { database } = services;
    const opened = () =>
      database.query<{ received: number; waited: number }[]>(
        `SELECT UNIX_TIMESTAMP(received_at) * 1000 AS received, TIMESTAMPDIFF(MICROSECOND, received_at, opened_at) / 1000 AS waited
          FROM ticketing_ticket WHERE event_id LIKE 'WG-rolling-%'`,
      );
    await vi.waitUntil(async () => (await opened()).length >= accepted, { timeout: 60_000, interval: 500 });
    stalls.stop();
    const rows = (await opened()).map(({ received, waited: wait }) => [Number(received), Number(wait)] as const);
    const waited = rows.map(([, wait]) => wait).toSorted((a, b) => a - b);
    const fair = rows.map(([from, wait]) => wait - stalls.excused(from, from + wait)).toSorted((a, b) => a - b);
    expect(waited).toHaveLength(EVENTS);
    const at = (part: number, of = waited): number => Math.round(of[Math.floor(of.length * part)] as number);
    console.log(
      `rolling restart: ${EVENTS} events, waited ms p50 ${at(0.5)} p90 ${at(0.9)} p99 ${at(0.99)} most ${waited.at(-1)}; without waiting for a processor, where others use this machine, p99 ${at(0.99, fair)}; stops ${stops.join(', ')} ms`,
    );
    expect(at(0.99, fair)).toBeLessThan(5_000);
    const letters = await database.query<{ reason: string }[]>('SELECT reason FROM bus_dead_letter');
    expect(letters).toEqual([]);
    expect(county.simulator.books.doubled()).toEqual([]);
  }, 180_000);
});
