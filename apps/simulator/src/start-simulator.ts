import Fastify, { type FastifyInstance } from 'fastify';
import { traceRequests } from '#libs/runtime';
import { Books } from './books.js';
import { serveControl } from './control.js';
import { Dice } from './dice.js';
import { Faults, type FaultSettings } from './faults.js';
import { Gate } from './gate.js';
import { Huying } from './huying.js';
import { OutsideTime } from './outside-time.js';
import { GridPlatform } from './platforms/grid.platform.js';
import { HotlinePlatform } from './platforms/hotline.platform.js';
import type { Platform } from './platforms/platform.js';
import { StationsPlatform } from './platforms/stations.platform.js';
import { XhxyPlatform } from './platforms/xhxy.platform.js';
import { proofOfHuying } from './proof-of-huying.js';
import { Street, type Only } from './street.js';
import type { World } from './world.js';

export interface SimulatorOptions {
  /** 0 takes any free one. */
  port: number;
  /** Where Huying listens, e.g. `http://127.0.0.1:7300`. */
  huyingUrl: string;
  /** Secrets by name, shared with Huying: `platforms.<code>.inbound`, `platforms.<code>.outbound`. */
  secrets: { get(name: string): string };
  /** Equal seeds make equal events and equal choices. */
  seed: number;
  /** Stands in every event number; default: the seed. */
  run?: string;
  faults?: FaultSettings;
  /** How many times faster than the wall clock agencies work. */
  timeScale: number;
  /** How many times faster than the wall clock the times in their messages pass; default: as fast as they work. */
  clockScale?: number;
  /** What happens, if not a bit of everything. */
  only?: Only;
}

export interface Simulator {
  readonly url: string;
  readonly books: Books;
  readonly faults: Faults;
  /** Lets events happen; resolves when all are answered for good. */
  happen(count: number, perSecond: number): Promise<void>;
  /** Plans of agencies and residents that are still under way. */
  pending(): number;
  close(): Promise<void>;
}

/** Starts the outside world on 127.0.0.1: a grid system, a 乡呼县应 platform, stations and a hotline, each below its own prefix. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const world = worldOf(options);
  const grid = new GridPlatform(world);
  const xhxy = new XhxyPlatform(world);
  const hotline = new HotlinePlatform(world);
  const street = new Street(world, { grid, hotline, xhxy }, options.only);

  const fastify = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 256 } });
  traceRequests(fastify);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  serveControl(fastify, world, street);
  for (const platform of [grid, xhxy, hotline, new StationsPlatform(world)]) await serve(fastify, platform, world);
  const url = await fastify.listen({ port: options.port, host: '127.0.0.1' });

  return {
    url,
    books: world.books,
    faults: world.faults,
    happen: (count, perSecond) => street.happen(count, perSecond),
    pending: () => world.time.pending,
    async close() {
      await world.time.close();
      await fastify.close();
      await world.huying.close();
    },
  };
}

function worldOf({ huyingUrl, secrets, seed, run, faults, timeScale, clockScale }: SimulatorOptions): World {
  const dice = new Dice(seed);
  const books = new Books();
  const faultsInForce = new Faults(faults);
  const time = new OutsideTime(timeScale, clockScale);
  const gate = new Gate(books, faultsInForce, dice, time);
  return {
    run: run ?? String(seed),
    dice,
    books,
    faults: faultsInForce,
    time,
    gate,
    huying: new Huying(huyingUrl, time),
    secrets,
  };
}

async function serve(fastify: FastifyInstance, platform: Platform, { secrets }: World): Promise<void> {
  const secret = secrets.get(`platforms.${platform.code}.outbound`);
  const proof = proofOfHuying({ auth: platform.auth, clientId: platform.code, secret });
  await fastify.register(
    async (routes) => {
      routes.addHook('preHandler', proof);
      platform.serve(routes);
    },
    { prefix: `/${platform.code}` },
  );
}
