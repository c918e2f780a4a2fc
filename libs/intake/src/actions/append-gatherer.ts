import { Injectable, Logger } from '@nestjs/common';
import { Publisher, type Publication } from '#libs/bus';
import { currentTraceparent, inTrace, Problem, startTrace } from '#libs/runtime';
import { RecentIds } from '../domain/recent-ids.js';
import { BlobNames } from './blob-names.js';
import { Nonces, type UsedNonce } from './nonces.js';

/** What one request wants in the log, and the nonce it was signed with. */
interface Waiting {
  publications: readonly Publication[];
  nonce: UsedNonce | undefined;
  done: () => void;
  failed: (error: unknown) => void;
}

/** Long enough for neighbours to arrive, too short to be felt. */
const GATHER_MILLISECONDS = 2;
const MOST_AT_ONCE = 2_000;
/** Reaches over the overlap of a pull, whose pages bring the same facts again and again. */
const RECENT_IDS = 20_000;

/**
 * Appends what many requests bring as one write of the log: a commit costs the same for one as for a thousand. A request is
 * answered when its own are durable, and one write is under way at a time, so the next gathers all that came meanwhile.
 */
@Injectable()
export class AppendGatherer {
  private readonly log = new Logger('intake');
  private waiting: Waiting[] = [];
  private timer: NodeJS.Timeout | undefined;
  private underWay = false;
  /** Ids that this process has seen durable: appending them again would only make the log longer. */
  private readonly durable = new RecentIds(RECENT_IDS);

  constructor(
    private readonly publisher: Publisher,
    private readonly nonces: Nonces,
    private readonly blobs: BlobNames,
  ) {}

  /**
   * Resolves when the log has all of `publications`. Rejects with `log-unavailable`, with the Problem for which the log can
   * never take them (`body-too-large`), or with `nonce-reused` when the nonce came before with another body; the same nonce
   * with the same body is taken again, which changes nothing. All of them go
   * on from the work in hand, a request or a pull.
   */
  append(publications: readonly Publication[], nonce?: UsedNonce): Promise<void> {
    if (publications.length === 0) return Promise.resolve();
    const traceparent = currentTraceparent();
    const traced = publications.map((publication) => ({ ...publication, traceparent }));
    return new Promise((done, failed) => {
      this.waiting.push({ publications: traced, nonce, done, failed });
      // One write for many requests is work of its own.
      if (!this.underWay)
        this.timer ??= setTimeout(() => void inTrace(startTrace(), () => this.flush()), GATHER_MILLISECONDS);
    });
  }

  private async flush(): Promise<void> {
    this.underWay = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.waiting.length > 0) await this.write(this.take());
    this.underWay = false;
  }

  private take(): Waiting[] {
    let count = 0;
    let end = 0;
    while (end < this.waiting.length && (end === 0 || count < MOST_AT_ONCE))
      count += (this.waiting[end++] as Waiting).publications.length;
    return this.waiting.splice(0, end);
  }

  private async write(flight: readonly Waiting[]): Promise<void> {
    let ready = flight;
    try {
      const reused = await this.nonces.reusedAmong(flight.flatMap(({ nonce }) => nonce ?? []));
      ready = flight.filter(({ nonce, failed }) => {
        if (!nonce || !reused.has(nonce)) return true;
        failed(new Problem('nonce-reused', 'Every request needs a nonce of its own; this one came with another body.'));
        return false;
      });
      const publications = ready.flatMap((one) => one.publications);
      await this.blobs.named(publications);
      await this.publish(publications);
    } catch (error) {
      // One of them can never be taken: each by itself, so that its neighbours do not fail for it.
      if (isForGood(error) && ready.length > 1) for (const one of ready) await this.write([one]);
      else for (const { failed } of ready) failed(isForGood(error) ? error : asUnavailable(error));
      return;
    }
    try {
      await this.nonces.remember(ready.flatMap(({ nonce }) => nonce ?? []));
    } catch (error) {
      // What they brought is durable, and a repeat of it would change nothing: the answer stays yes.
      this.log.warn({ err: error }, 'nonces could not be recorded');
    }
    for (const { done } of ready) done();
  }

  private async publish(publications: readonly Publication[]): Promise<void> {
    const fresh = new Map<string, Publication>();
    for (const publication of publications)
      if (!this.durable.has(publication.id) && !fresh.has(publication.id)) fresh.set(publication.id, publication);
    if (fresh.size === 0) return;
    await this.publisher.publish([...fresh.values()]);
    for (const id of fresh.keys()) this.durable.add(id);
  }
}

/** The same again would fail again: nothing is gained by sending it once more. */
function isForGood(error: unknown): error is Problem {
  return error instanceof Problem && !error.retryable;
}

function asUnavailable(error: unknown): Problem {
  if (error instanceof Problem && error.code === 'log-unavailable') return error;
  return new Problem('log-unavailable', 'Nothing of this request was taken. Keep your copy and send it again.', {
    retryAfterSeconds: 5,
    cause: error,
  });
}
