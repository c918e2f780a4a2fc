import { setTimeout } from 'node:timers/promises';
import {
  callbackReceived,
  deliverySettled,
  eventReceived,
  type CallbackReceived,
  type DeliveryRequested,
  type DeliverySettled,
  type EventReceived,
  type MessageType,
  type TicketChanged,
} from '#libs/contracts';
import { TicketReader } from '../../../ticketing/src/actions/ticket-reader.js';
import { Rulebook } from '../../../ticketing/src/domain/rulebook.js';
import type { RunningTicketing } from '../start-ticketing.js';
import type { Told } from '../told-ticket.js';
import { lastEnd } from './county-in-memory.js';
import type { DeskDeed, Refusal, Standing, World } from './world.js';

const READERS = ['counter', 'reviewer'];

/** Ticketing as a real process has it: heard over the bus, asked over HTTP, kept in a database. */
export class CountyOverHttp implements World {
  private asked = 0;

  constructor(private readonly line: RunningTicketing) {}

  get rulebook(): Rulebook {
    return this.line.app.get(Rulebook);
  }

  get now(): Date {
    return this.line.clock.now();
  }

  passTo(time: Date): Promise<void> {
    return this.line.passTo(time);
  }

  event(event: EventReceived): Promise<void> {
    return this.line.say([eventReceived as unknown as MessageType, event]);
  }

  callback(callback: CallbackReceived): Promise<void> {
    return this.line.say([callbackReceived as unknown as MessageType, callback]);
  }

  settled(settled: DeliverySettled): Promise<void> {
    return this.line.say([deliverySettled as unknown as MessageType, settled]);
  }

  async act(ticketId: string, act: string, body: object): Promise<Refusal> {
    return refusalOf(await this.line.act(ticketId, act, { reason: '理由', ...body }));
  }

  async desk(itemId: string, deed: DeskDeed): Promise<Refusal> {
    const body = { reason: '理由', ...(deed === 'assign' && { to: 'role:duty' }) };
    return refusalOf(await this.line.ask('POST', `/v1/desk/${itemId}/${deed}`, { body }));
  }

  async standing(ticketId: string): Promise<Standing> {
    const reader = this.line.app.get(TicketReader);
    const { ticket, belongings } = await reader.whole(await reader.find(ticketId));
    const { tasks, deskItems: desk, deadlines, audits, notices, history } = belongings;
    return { ticket, tasks, desk, deadlines, audits, notices, history };
  }

  deliveries(ticketId: string): Promise<readonly DeliveryRequested[]> {
    return this.line.deliveries(ticketId);
  }

  changes(ticketId: string): Promise<readonly TicketChanged[]> {
    return this.line.changes(ticketId);
  }

  async ends(ticketId: string): Promise<ReadonlyMap<string, string>> {
    const { status, json } = await this.read(`/v1/tickets/${ticketId}/deadlines`);
    if (status !== 200) throw new Error(`the deadlines are answered by ${status} ${JSON.stringify(json)}`);
    const items = json.items as { deadlineId: string; arithmetic: string[] }[];
    return new Map(items.map(({ deadlineId, arithmetic }) => [deadlineId, lastEnd(arithmetic)]));
  }

  /** One account may not ask as often as this looks: readers take turns, and wait where they are told to. */
  private async read(path: string): Promise<Told> {
    const headers = this.line.basic(READERS[++this.asked % READERS.length]!);
    const told = await this.line.ask('GET', path, { headers });
    if (told.status !== 429) return told;
    await setTimeout(1_000);
    return this.read(path);
  }
}

/** What is no refusal and was not done is a fault of ours. */
function refusalOf({ status, json }: Told): Refusal {
  if (status < 300) return undefined;
  const said = `${status} ${JSON.stringify(json)}`;
  if (status < 400 || status === 429 || status >= 500) throw new Error(said);
  return said;
}
