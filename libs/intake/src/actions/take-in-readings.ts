import { Injectable } from '@nestjs/common';
import type { Publication } from '#libs/bus';
import type { ItemResult, Reading } from '#libs/platforms';
import type { FieldError } from '#libs/runtime';
import { AppendGatherer } from './append-gatherer.js';
import type { Arrival, Prepared } from './arrival.js';
import { IntakeMetrics } from './intake-metrics.js';
import { PrepareCallback } from './prepare-callback.js';
import { PrepareEvent } from './prepare-event.js';
import { Quarantine, type Unreadable } from './quarantine.js';

/** Takes in what a dialect has read. Whoever gave it may forget it when this has resolved: nothing of it is lost. */
@Injectable()
export class TakeInReadings {
  constructor(
    private readonly events: PrepareEvent,
    private readonly callbacks: PrepareCallback,
    private readonly quarantine: Quarantine,
    private readonly gatherer: AppendGatherer,
    private readonly metrics: IntakeMetrics,
  ) {}

  /**
   * Good items go into the log, the others into quarantine, in one append.
   * @param rawOf the bytes of one item as they came, for an item that a dialect could read and our own rules refuse
   */
  async takeIn(
    readings: readonly Reading[],
    arrival: Arrival,
    rawOf: (reading: Reading) => string,
  ): Promise<ItemResult[]> {
    const publications: Publication[] = [];
    const unreadable: Unreadable[] = [];
    const results: ItemResult[] = [];
    for (const reading of readings) {
      const prepared = await this.prepare(reading, arrival);
      if (prepared.ok) {
        publications.push(prepared.publication);
        results.push({
          ...namesOf(reading),
          outcome: 'accepted',
          ...(prepared.ticketId ? { ticketId: prepared.ticketId } : {}),
        });
      } else {
        const kept = { ...wrongWith(reading, prepared.errors), raw: Buffer.from(rawOf(reading), 'utf8') };
        unreadable.push(kept);
        results.push({ ...namesOf(reading), outcome: 'quarantined', code: kept.code, detail: kept.detail });
      }
    }
    publications.push(...(await this.quarantine.keep(unreadable, arrival)));
    await this.gatherer.append(publications, arrival.nonce);
    for (const [place, reading] of readings.entries()) {
      const kind = reading.kind === 'unreadable' ? reading.as : reading.kind;
      this.metrics.count(results[place]?.outcome ?? 'quarantined', { platform: arrival.platform, kind });
    }
    return results;
  }

  private prepare(reading: Reading, arrival: Arrival): Promise<Prepared> {
    if (reading.kind === 'event') return this.events.prepare(reading.event, arrival);
    if (reading.kind === 'callback') return this.callbacks.prepare(reading.callback, arrival);
    return Promise.resolve({ ok: false, errors: [] });
  }
}

function wrongWith(reading: Reading, errors: readonly FieldError[]): Omit<Unreadable, 'raw'> {
  if (reading.kind === 'unreadable') return { kind: reading.as, code: reading.code, detail: reading.detail };
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return { kind: reading.kind, code: 'invalid-fields', detail };
}

function namesOf(reading: Reading): Pick<ItemResult, 'index' | 'theirId' | 'messageId'> {
  const { index } = reading;
  if (reading.kind === 'unreadable') return { index };
  const { messageId } = reading.kind === 'event' ? reading.event : reading.callback;
  const theirId =
    reading.kind === 'event' ? reading.event.eventId : (reading.callback.reference ?? reading.callback.eventId);
  return { index, ...(theirId ? { theirId } : {}), ...(messageId ? { messageId } : {}) };
}
