import { setTimeout as sleep } from 'node:timers/promises';
import { ticketIdOf, type TicketChanged } from '#libs/contracts';
import { Stopwatch, type Punctuality } from '../stopwatch.js';

/** Each key has its messages 1, 2, 3; those of so many keys are told in turn, so that a key's follow one another soon. */
const VERSIONS = 3;
const KEYS_IN_TURN = 40;
/** One message in so many can't be handled. */
const POISON_EVERY = 1_000;

/** The messages of one run, what the handler does with each, and how long each takes from its append to its committed effect. */
export class PoisonRun {
  readonly messages: readonly TicketChanged[];
  /** Ids of the messages that the handler throws at. */
  readonly poisoned: ReadonlySet<string>;
  /** Ids of the messages that no failed one of their key stands before. */
  readonly healthy: ReadonlySet<string>;
  private readonly decided = new Set<string>();
  private readonly watch = new Stopwatch();
  private mended = false;

  constructor(name: string, count: number) {
    this.messages = Array.from({ length: count }, (_, index) => messageOf(name, index));
    this.poisoned = new Set(this.messages.filter((_, index) => index % POISON_EVERY === POISON_EVERY / 2).map(idOf));
    const stopped = new Set<string>();
    const healthy = this.messages.filter((message) => {
      if (this.poisoned.has(idOf(message))) stopped.add(message.ticketId);
      return !stopped.has(message.ticketId);
    });
    this.healthy = new Set(healthy.map(idOf));
  }

  /** From now on the handler takes all. */
  mend(): void {
    this.mended = true;
  }

  /**
   * The handler of both: what a key's row has heard, with this message. Throws at poison. What it has heard already it leaves
   * alone, as one does who may be told twice.
   */
  tell(heard: string | null | undefined, message: TicketChanged): string {
    const id = idOf(message);
    if (!this.mended && this.poisoned.has(id)) throw new Error('poison');
    this.decided.add(id);
    const versions = heard ? heard.split(',') : [];
    return versions.includes(String(message.version)) ? versions.join() : [...versions, message.version].join();
  }

  /** To be called after the commit. What the handler has not decided was put aside, and does not count. */
  commit(message: TicketChanged): void {
    const id = idOf(message);
    if (this.decided.has(id)) this.watch.end(id);
  }

  /** Appends one after the other at an even pace, whatever becomes of them; resolves when all are appended. */
  async live(perSecond: number, append: (message: TicketChanged) => Promise<void>): Promise<void> {
    const begun = performance.now();
    const appends: Promise<void>[] = [];
    while (appends.length < this.messages.length) {
      const due = Math.floor(((performance.now() - begun) * perSecond) / 1_000);
      for (const message of this.messages.slice(appends.length, due)) {
        this.watch.begin(idOf(message));
        appends.push(append(message));
      }
      await sleep(2);
    }
    await Promise.all(appends);
  }

  /** What the healthy ones come to by key, and what all of them come to once nothing fails any more. */
  heard(which: 'healthy' | 'all'): Map<string, string> {
    const heard = new Map<string, string>();
    for (const message of this.messages) {
      if (which === 'healthy' && !this.healthy.has(idOf(message))) continue;
      const { ticketId, version } = message;
      heard.set(ticketId, heard.has(ticketId) ? `${heard.get(ticketId)},${version}` : String(version));
    }
    return heard;
  }

  /** How many of the healthy ones are committed. */
  get handled(): number {
    return [...this.healthy].filter((id) => this.watch.hasEnded(id)).length;
  }

  /** Of the healthy ones. */
  measured(): Punctuality {
    return this.watch.measured(this.healthy);
  }
}

function idOf({ ticketId, version }: TicketChanged): string {
  return `${ticketId}/${version}`;
}

function messageOf(name: string, index: number): TicketChanged {
  const block = Math.floor(index / (KEYS_IN_TURN * VERSIONS));
  const within = index % (KEYS_IN_TURN * VERSIONS);
  return {
    ticketId: ticketIdOf(name, 1, String(block * KEYS_IN_TURN + (within % KEYS_IN_TURN))),
    number: '1',
    version: Math.floor(within / KEYS_IN_TURN) + 1,
    status: 'RECEIVED',
    act: 'told',
    actor: 'poison run',
    at: '2026-11-25T02:00:00.000Z',
  };
}
