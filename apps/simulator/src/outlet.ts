import { ticketIdOf } from '#libs/contracts';
import type { Sending } from './books.js';
import type { Credentials, PushResult } from './huying.js';
import { PullList } from './pull-list.js';
import type { World } from './world.js';

const LATE_MS = [500, 3_000] as const;

/** One event or callback, ready in the platform's own words. */
export interface Parcel {
  /** The platform's event id, or the callback's message id. */
  id: string;
  /** As the pull compares it. */
  time: string;
  content: object;
}

export interface CallbackParcel extends Parcel {
  /** Our ticket id. */
  ticket: string;
  /** The word in the callback. */
  status: string;
  /** In a revisit: what the resident said. */
  solved?: boolean;
  /** What the callback is about: a fault of a whole task hits all its callbacks alike. */
  about: string;
}

/** How a platform talks to Huying: pushes, repeats itself, forgets to push, and keeps lists for the pull. */
export class Outlet {
  readonly events = new PullList();
  readonly callbacks = new PullList();
  private readonly credentials: Credentials;

  /**
   * @param lists what Huying can pull here; only that can be left unpushed and still be found
   * @param wrap puts one item into the body that the platform pushes
   * @param taken whether the body of a positive answer says that the one item was taken
   */
  constructor(
    readonly code: string,
    private readonly world: World,
    auth: Credentials['auth'],
    private readonly lists: readonly ('events' | 'callbacks')[],
    private readonly wrap: (content: object) => object,
    private readonly taken: (body: string) => boolean,
  ) {
    this.credentials = { auth, clientId: code, secret: world.secrets.get(`platforms.${code}.inbound`) };
  }

  async sendEvent({ id, time, content }: Parcel): Promise<void> {
    this.events.add(time, content);
    await this.push('events', { kind: 'event', id, ticket: ticketIdOf(this.code, 0, id) }, content, {
      never: this.world.dice.chance(this.world.faults.rate(this.code, 'eventsNeverPushed'), 'never', this.code, id),
      twice: this.world.dice.chance(this.world.faults.rate(this.code, 'doubledEvents'), 'twice', this.code, id),
    });
  }

  async sendCallback(parcel: CallbackParcel): Promise<void> {
    const { dice, faults, time, books } = this.world;
    this.callbacks.add(parcel.time, parcel.content);
    if (!dice.chance(faults.rate(this.code, 'lateCallbacks'), 'late', this.code, parcel.id))
      return this.pushCallback(parcel);
    time.run(
      async () => {
        await time.passReal(dice.between(...LATE_MS, 'late by', this.code, parcel.id));
        await this.pushCallback(parcel);
      },
      (error) => books.failures.push(`${this.code} ${parcel.id}: ${error.message}`),
    );
  }

  private async pushCallback({ id, content, ticket, status, solved, about }: CallbackParcel): Promise<void> {
    const known = { kind: 'callback', id, ticket, status, ...(solved === undefined ? {} : { solved }) } as const;
    await this.push('callbacks', known, content, {
      never: this.world.dice.chance(
        this.world.faults.rate(this.code, 'callbacksNeverPushed'),
        'never',
        this.code,
        about,
      ),
      twice: this.world.dice.chance(this.world.faults.rate(this.code, 'doubledCallbacks'), 'twice', this.code, id),
    });
  }

  private async push(
    what: 'events' | 'callbacks',
    known: Pick<Sending, 'kind' | 'id' | 'ticket' | 'status' | 'solved'>,
    content: object,
    { never, twice }: { never: boolean; twice: boolean },
  ): Promise<void> {
    const sending: Sending = { platform: this.code, ...known, at: Date.now(), outcome: 'left', times: 0 };
    this.world.books.sendings.push(sending);
    if (never && this.lists.includes(what)) return;
    sending.outcome = 'lost';
    for (let time = 0; time < (twice ? 2 : 1); time++) {
      const path = `/v1/platforms/${this.code}/${what}`;
      note(sending, await this.world.huying.push(path, this.wrap(content), this.credentials), this.taken);
    }
  }
}

function note(sending: Sending, result: PushResult | undefined, taken: (body: string) => boolean): void {
  if (result && result.status < 300 && taken(result.body)) {
    sending.outcome = 'accepted';
    sending.times += 1;
    return;
  }
  if (sending.outcome !== 'accepted' && result) sending.outcome = 'refused';
  sending.detail = result ? `${result.status} ${result.body.slice(0, 500)}` : 'no answer';
}
