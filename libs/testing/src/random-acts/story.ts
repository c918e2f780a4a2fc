import { createHash } from 'node:crypto';
import type { CallbackReceived, DeliverySettled } from '#libs/contracts';
import { ACTS } from '../../../ticketing/src/actions/acts/acts.js';
import { deskKind } from '../../../ticketing/src/domain/desk-kinds.js';
import { sampleCallback, sampleEvent } from '../ticketing-samples.js';
import { MATTERS, SOURCES, type Given, type Happening } from './happening.js';
import { mergingMistakes } from './merging-mistakes.js';
import { among, ORDERS, SELDOM } from './orders.js';
import { sheetOf } from './sheet-of.js';
import { whatDoesNotHold } from './what-does-not-hold.js';
import { whatWentWrong } from './what-went-wrong.js';
import type { Refusal, Standing, World } from './world.js';

const MINUTE = 60_000;
/** Tickets of one story: two may be merged, and a third beside them. */
const MOST_TICKETS = 3;
const GIVEN: Readonly<Record<Given, Partial<CallbackReceived>>> = {
  nothing: { opinion: undefined },
  words: { opinion: '已处置' },
  picture: { opinion: '已处置', attachments: [{ name: '现场.jpg', url: 'https://files.example.invalid/1.jpg' }] },
  basis: { opinion: '非本单位职责', reasonCode: 'R02', legalBasis: '清单第3项' },
};

/** A story of random acts in a world, and after each of them what does not hold. */
export class Story {
  readonly tickets: string[] = [];
  /** How often each act was taken. */
  readonly taken: string[] = [];
  private standings = new Map<string, Standing>();
  private said = 0;

  /** @param name no other story of that world has it */
  constructor(
    private readonly world: World,
    private readonly name: string,
  ) {}

  /** Lets it happen; in words what does not hold afterwards. */
  async happen(what: Happening): Promise<string[]> {
    const before = this.standings;
    const refusal = await this.take(what);
    // Whatever this has made due is done before anybody looks.
    await this.world.passTo(this.world.now);
    const after = await this.look();
    const mistakes = mergingMistakes(after);
    for (const [id, standing] of after) {
      const earlier = before.get(id);
      if (earlier && versionsOf(earlier) === versionsOf(standing) && what.kind !== 'passes') continue;
      const ends = await this.world.ends(id);
      mistakes.push(
        ...whatDoesNotHold(standing, ends, this.world),
        ...(earlier ? whatWentWrong(earlier, standing) : []),
        ...(refusal !== undefined && earlier ? [`it was refused (${refusal}) and has changed all the same`] : []),
      );
    }
    return mistakes.map((mistake) => `${mistake}, after ${JSON.stringify(what)}`);
  }

  async look(): Promise<ReadonlyMap<string, Standing>> {
    const standings = new Map<string, Standing>();
    for (const id of this.tickets) standings.set(id, await this.world.standing(id));
    this.standings = standings;
    return standings;
  }

  private async take(what: Happening): Promise<Refusal> {
    if (what.kind === 'event') return this.report(what);
    if (what.kind === 'passes') {
      await this.world.passTo(new Date(this.world.now.getTime() + what.minutes * MINUTE));
      return undefined;
    }
    const standing = this.standings.get(among(this.tickets, what.ticket)!)!;
    switch (what.kind) {
      case 'says': {
        const task = among(standing.tasks, what.task);
        if (!task) return undefined;
        const { platform, id: taskId } = task;
        const body = { platform, taskId, status: what.status, ...GIVEN[what.given] };
        for (let times = what.twice ? 2 : 1; times > 0; times--) await this.say(standing, body);
        return undefined;
      }
      case 'source says': {
        const { status, solved, satisfaction } = what;
        const told = { ...(solved !== undefined && { solved }), ...(satisfaction !== undefined && { satisfaction }) };
        await this.say(standing, { platform: standing.ticket.source, status, opinion: '居民反馈', ...told });
        return undefined;
      }
      case 'beside': {
        const { sideEvent, satisfaction, bySource } = what;
        const task = among(standing.tasks, what.task);
        const who =
          bySource || !task ? { platform: standing.ticket.source } : { platform: task.platform, taskId: task.id };
        await this.say(standing, { ...who, sideEvent, ...(sideEvent === 'EVALUATE' && { satisfaction }) });
        return undefined;
      }
      case 'delivered':
        return this.settle(standing, what.delivery, what.outcome);
      case 'act':
        return this.act(standing, what);
      case 'desk': {
        const item = among(standing.desk, what.item);
        return item && this.world.desk(item.id, what.deed);
      }
    }
  }

  /** A new event, or an earlier one again with other content. */
  private async report({ matter, source, again }: Extract<Happening, { kind: 'event' }>): Promise<undefined> {
    const repeats = this.tickets.length > 0 && (again || this.tickets.length === MOST_TICKETS);
    const { item, grade, lost } = among(MATTERS, matter)!;
    const known = repeats ? this.standings.get(this.tickets[0]!)!.ticket : undefined;
    const event = sampleEvent(known?.eventId ?? `${this.name}-${this.tickets.length + 1}`, this.world.now, {
      source: known?.source ?? among(SOURCES, source)!,
      item,
      grade,
      ...(item === undefined && { title: '有一件事', description: '说不清' }),
      ...(lost && { place: undefined }),
      ...(repeats && { description: `又报：第${matter}次` }),
    });
    if (!repeats) this.tickets.push(event.ticketId);
    await this.world.event(event);
    return undefined;
  }

  private async act(standing: Standing, what: Extract<Happening, { kind: 'act' }>): Promise<Refusal> {
    const sheet = sheetOf(standing, this.world);
    const names = ACTS.filter((act) => !what.possible || act.may(sheet)).map(({ name }) => name);
    const asked = new Set<string>(sheet.openDeskItems().flatMap(({ kind }) => deskKind(kind).settledBy));
    const often = names.flatMap((name) => Array.from({ length: weightOf(name, asked) }, () => name));
    const name = among(often, what.act);
    if (name === undefined) return undefined;
    const others = this.tickets.filter((id) => id !== standing.ticket.id);
    const body = ORDERS[name]!({ sheet, now: this.world.now, dice: what.dice, others });
    const refusal = await this.world.act(standing.ticket.id, name, body);
    if (refusal === undefined) this.taken.push(name);
    return refusal;
  }

  /** One of the deliveries that were asked for ends, be it a second time. */
  private async settle({ ticket }: Standing, pick: number, outcome: DeliverySettled['outcome']): Promise<undefined> {
    const delivery = among((await this.world.deliveries(ticket.id)).toReversed(), pick);
    if (!delivery) return undefined;
    const { deliveryId, platform, purpose, task } = delivery;
    const about = { ticketId: ticket.id, deliveryId, platform, purpose, ...(task && { taskId: task.taskId }) };
    await this.world.settled({ ...about, outcome, attempts: 1, settledAt: this.world.now.toISOString() });
    return undefined;
  }

  private say({ ticket }: Standing, body: Partial<CallbackReceived>): Promise<void> {
    const callbackId = createHash('sha256').update(`${this.name} ${++this.said}`).digest('hex');
    return this.world.callback(sampleCallback(this.world.now, { ticketId: ticket.id, callbackId, ...body }));
  }
}

/** An office does what it is asked for rather than what it might; and seldom what ends a ticket at once. */
function weightOf(name: string, asked: ReadonlySet<string>): number {
  if (SELDOM.has(name)) return asked.has(name) ? 3 : 1;
  return asked.has(name) ? 8 : 4;
}

/** Changes with everything that is kept of a ticket. */
function versionsOf({ ticket, tasks, desk, deadlines, audits, notices }: Standing): string {
  return [ticket, ...tasks, ...desk, ...deadlines, ...audits, ...notices]
    .map(({ id, version }) => `${id} ${version}`)
    .join();
}
