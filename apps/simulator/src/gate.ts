import type { FastifyReply } from 'fastify';
import type { Books, Receipt } from './books.js';
import type { Dice } from './dice.js';
import type { Fault, Faults } from './faults.js';
import type { OutsideTime } from './outside-time.js';

/** What a platform says to one request. */
export interface Saying {
  accepted: boolean;
  /** HTTP status; 200 when left out. */
  status?: number;
  body: object;
}

export type Asked = Pick<Receipt, 'platform' | 'key' | 'purpose' | 'ticket' | 'task' | 'status'>;

/** Stands before every platform: keeps the books, remembers what a key was answered, and misbehaves as the faults say. */
export class Gate {
  private readonly answered = new Map<string, Promise<Saying>>();

  constructor(
    private readonly books: Books,
    private readonly faults: Faults,
    private readonly dice: Dice,
    private readonly time: OutsideTime,
  ) {}

  /** What was said first to a request of that key; undefined when none took effect. For look-ups by the key. */
  async said(platform: string, key: string): Promise<Saying | undefined> {
    return this.answered.get(`${platform} ${key}`);
  }

  /**
   * Answers one request. `act` has the effect and is called once for a key, whatever becomes of the answer; a repeated key is
   * answered by `again` from what was said first.
   */
  async take(
    reply: FastifyReply,
    asked: Asked,
    act: () => Promise<Saying>,
    again: (first: Saying) => Saying = (first) => first,
  ): Promise<void> {
    const { platform, key } = asked;
    const about = [key, this.books.attempt(platform, key)];
    const hits = (fault: Fault) => this.dice.chance(this.faults.rate(platform, fault), fault, platform, ...about);
    const note = (answer: Receipt['answer'], effect = false) =>
      this.books.receive({ ...asked, at: Date.now(), answer, effect });

    if (hits('busy')) {
      note('busy');
      return void reply.code(503).header('retry-after', '1').send({ message: '系统繁忙' });
    }
    if (hits('http500')) {
      note('error');
      return void reply.code(500).send({ message: '系统异常' });
    }
    if (hits('slow')) await this.time.passReal(this.dice.between(200, 2_000, 'slow', platform, ...about));

    const first = this.answered.get(`${platform} ${key}`);
    const acted = first ?? act();
    this.answered.set(`${platform} ${key}`, acted);
    const saying = first ? again(await first) : await acted;
    const effect = !first && saying.accepted;

    if (hits('timeoutAfterCommit')) {
      note('silence', effect);
      return void reply.hijack();
    }
    if (hits('resetAfterCommit')) {
      note('reset', effect);
      reply.hijack();
      return void reply.raw.destroy();
    }
    note(saying.accepted ? 'yes' : 'no', effect);
    void reply.code(saying.status ?? 200).send(saying.body);
  }
}
