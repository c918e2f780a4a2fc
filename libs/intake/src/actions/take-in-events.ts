import { Injectable } from '@nestjs/common';
import type { Publication } from '#libs/bus';
import type { ReadEvent } from '#libs/platforms';
import { Problem } from '#libs/runtime';
import { AppendGatherer } from './append-gatherer.js';
import type { Arrival } from './arrival.js';
import { IntakeMetrics } from './intake-metrics.js';
import { PrepareEvent } from './prepare-event.js';

/** An event of our own plain shape, or why it is none. */
export type GivenEvent = { event: ReadEvent } | { problem: Problem };

/** What became of one of them, in the order given. */
export type EventResult = { ticketId: string; eventId: string } | { problem: Problem };

/** Takes in events that came in our own plain shape. What is wrong goes back to the sender with its reason, nothing is kept. */
@Injectable()
export class TakeInEvents {
  constructor(
    private readonly events: PrepareEvent,
    private readonly gatherer: AppendGatherer,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** Resolves when the log has the good ones. Rejects with `log-unavailable` or `nonce-reused`, and then none was taken. */
  async takeIn(given: readonly GivenEvent[], arrival: Arrival): Promise<EventResult[]> {
    const publications: Publication[] = [];
    const results: EventResult[] = [];
    for (const item of given) {
      const result = await this.prepare(item, arrival, publications);
      results.push(result);
    }
    await this.gatherer.append(publications, arrival.nonce);
    const { platform } = arrival;
    this.metrics.count('accepted', { platform, kind: 'event' }, publications.length);
    this.metrics.count('refused', { platform, kind: 'event' }, given.length - publications.length);
    return results;
  }

  private async prepare(item: GivenEvent, arrival: Arrival, publications: Publication[]): Promise<EventResult> {
    if ('problem' in item) return item;
    const prepared = await this.events.prepare(item.event, arrival);
    if (!prepared.ok) {
      const { errors } = prepared;
      const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
      return { problem: new Problem('invalid-fields', detail, { errors }) };
    }
    publications.push(prepared.publication);
    return { ticketId: prepared.ticketId as string, eventId: item.event.eventId };
  }
}
