import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Publisher, type Publication } from '#libs/bus';
import { eventReceived, type EventReceived, type MessageType } from '#libs/contracts';
import { startBus } from '#libs/testing/servers';
import type { Bench, Ground } from '../bench.js';
import { Member } from '../member.js';
import { takeTurns, timesOf } from '../rounds.js';
import { rounded, spreadOf, tableOf } from '../spread.js';
import { checkRows, type Counts, type Left } from './check-rows.js';
import type { ContenderOptions } from './contender-options.js';
import { EVENT_TOPIC, lineEvent, PARTITIONS } from './line-event.js';
import type { Measured } from './meter.js';
import { PEER_TOPICS } from './peer-tables.js';
import { TopicReader } from '../topic-reader.js';

type Name = ContenderOptions['name'];
type Round = Measured & Counts;

const AT_ONCE = 1_000;
const SAYS: Record<Name, string> = { ours: 'huying.delivery-requested', ...PEER_TOPICS };
/** The stock one is slow: it is given fewer. */
const QUICK = { rounds: 3, events: 20_000, ofStock: 2_000 };
const LONG = { rounds: 5, events: 60_000, ofStock: 6_000 };

/** One event -> one ticket row, one history row, one outgoing message, the position committed after. */
export const line: Bench = async (ground) => {
  const { rounds, events, ofStock } = ground.quick ? QUICK : LONG;
  const reader = new TopicReader(ground.broker);
  await reader.makeTopics(Object.values(PEER_TOPICS), PARTITIONS);
  await fill(ground, events);
  const records = await reader.readNew(EVENT_TOPIC);
  // The log may hold an event twice, where an acknowledgement came too late: what counts is where it stands first.
  const places = new Map(
    records
      .toSorted((a, b) => b.offset - a.offset)
      .map(({ value, ...place }) => [(JSON.parse(value) as EventReceived).eventId, place]),
  );
  ground.say(`${places.size} events are in the log, in ${records.length} records`);
  const contender = (name: Name, count: number) => async (round: number) => {
    const { left, ...measured } = await race(ground, { name, count, round });
    return { ...measured, ...checkRows({ ...left, places, said: await reader.readNew(SAYS[name]) }) };
  };
  const results = await takeTurns<Name, Round>(
    {
      ours: contender('ours', records.length),
      byHand: contender('byHand', records.length),
      stockNest: contender('stockNest', ofStock),
    },
    rounds,
    (name, round, { perSecond, cpuMicros, rssMb, lost, doubled, outOfOrder }) =>
      ground.say(
        `round ${round + 1}  ${name.padEnd(9)} ${perSecond.toFixed(0).padStart(6)} events/s, ` +
          `${cpuMicros.toFixed(0).padStart(4)} µs of processor each, ${rssMb} MB; ` +
          `lost ${lost}, doubled ${doubled}, out of order ${outOfOrder}`,
      ),
  );
  return resultOf(results);
};

function resultOf(results: Record<Name, Round[]>): Awaited<ReturnType<Bench>> {
  const rates = (name: Name): number[] => results[name].map(({ perSecond }) => perSecond);
  const sum = (what: keyof Counts): number => results.ours.reduce((total, round) => total + round[what], 0);
  const timesStockNest = timesOf(rates('ours'), rates('stockNest'));
  const shareOfByHand = timesOf(rates('ours'), rates('byHand'));
  const spreads = {
    ours: spreadOf(rates('ours')),
    byHand: spreadOf(rates('byHand')),
    stock: spreadOf(rates('stockNest')),
  };
  const rssMb = Math.max(...results.ours.map((round) => round.rssMb));
  const counts = { lost: sum('lost'), doubled: sum('doubled'), outOfOrder: sum('outOfOrder') };
  return {
    numbers: {
      ours: rounded(spreads.ours.median),
      stockNest: rounded(spreads.stock.median),
      byHand: rounded(spreads.byHand.median),
      timesStockNest: rounded(timesStockNest.median, 1),
      shareOfByHand: rounded(shareOfByHand.median, 2),
      lost: counts.lost,
      doubled: counts.doubled,
      rssMB: rssMb,
      outOfOrder: counts.outOfOrder,
    },
    table: tableOf([
      ['ours, events/s', spreads.ours, 0],
      ['by hand, events/s', spreads.byHand, 0],
      ['stock NestJS, events/s', spreads.stock, 0],
      ['times stock NestJS', timesStockNest, 1],
      ['share of by hand', shareOfByHand, 2],
      ['ours, peak RSS in MB', spreadOf(results.ours.map((round) => round.rssMb)), 0],
    ]),
    wrong: Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${what}: ${count}`] : [])),
  };
}

/** Puts the events into the log as intake does, and makes the topics by it. */
async function fill({ broker, database }: Ground, count: number): Promise<void> {
  @Module({})
  class NoPart {}
  const app = await startBus({
    broker,
    databaseUrl: await database(),
    partitions: PARTITIONS,
    schemas: [],
    part: NoPart,
  });
  try {
    const publisher = app.get<Publisher>(Publisher);
    for (let at = 0; at < count; at += AT_ONCE) {
      const publications = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, index): Publication => {
        const body = lineEvent(at + index);
        return { type: eventReceived as MessageType, body, id: body.eventId };
      });
      await publisher.publish(publications);
    }
  } finally {
    await app.close();
  }
}

/** One round of one of them, in a process and on a database of its own. */
async function race(
  { broker, database, profile }: Ground,
  { name, count, round }: { name: Name; count: number; round: number },
): Promise<Measured & { left: Pick<Left, 'handled' | 'tickets' | 'histories'> }> {
  const databaseUrl = await database();
  const options: ContenderOptions = { name, broker, databaseUrl, group: `line-${name}-${round}`, count };
  const file = new URL('./contender.js', import.meta.url);
  const member = new Member<Measured>(file, options, name === 'ours' ? profile : undefined);
  try {
    const measured = await member.tells();
    return { ...measured, left: { handled: measured.handled, ...(await rowsOf(databaseUrl)) } };
  } finally {
    await member.end();
  }
}

async function rowsOf(url: string): Promise<Pick<Left, 'tickets' | 'histories'>> {
  const dataSource = await new DataSource({ type: 'mariadb', url, poolSize: 1 }).initialize();
  try {
    const tickets = (await dataSource.query('SELECT event_id AS eventId, turn FROM line_ticket')) as Left['tickets'];
    const histories = (await dataSource.query(
      'SELECT t.event_id AS eventId FROM line_history h LEFT JOIN line_ticket t ON t.id = h.ticket_id',
    )) as { eventId: string }[];
    return { tickets, histories: histories.map(({ eventId }) => eventId) };
  } finally {
    await dataSource.destroy();
  }
}
