import { Injectable } from '@nestjs/common';
import { PlatformDirectory, type Answer, type Reading } from '#libs/platforms';
import { Problem, readJson, readText } from '#libs/runtime';
import { AppendGatherer } from './append-gatherer.js';
import type { Arrival } from './arrival.js';
import { IntakeMetrics } from './intake-metrics.js';
import { Quarantine } from './quarantine.js';
import { TakeInReadings } from './take-in-readings.js';

/** Items of one pushed body at most. */
export const MAX_ITEMS = 1_000;

/** Takes in a body that a platform pushed in its own dialect, and makes the answer that the platform understands. */
@Injectable()
export class TakeInPush {
  constructor(
    private readonly platforms: PlatformDirectory,
    private readonly readings: TakeInReadings,
    private readonly quarantine: Quarantine,
    private readonly gatherer: AppendGatherer,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** A body that is unreadable as a whole is kept in quarantine; then the Problem that names why is thrown and says so. */
  async takeIn(kind: 'events' | 'callbacks', bytes: Uint8Array, arrival: Arrival): Promise<Answer> {
    const { translator } = this.platforms.get(arrival.platform);
    let text: string;
    let found: Reading[];
    try {
      text = readText(bytes);
      found = await translator.read(kind, text);
    } catch (error) {
      if (!(error instanceof Problem) || bytes.length === 0) throw error;
      throw await this.keepWhole(kind, bytes, error, arrival);
    }
    if (found.length > MAX_ITEMS)
      throw new Problem('too-many-items', `At most ${MAX_ITEMS} items are taken at once; nothing of these was.`);
    const results = await this.readings.takeIn(found, arrival, (reading) => rawItem(text, reading, found.length));
    return translator.answer(kind, results);
  }

  private async keepWhole(
    kind: 'events' | 'callbacks',
    bytes: Uint8Array,
    problem: Problem,
    arrival: Arrival,
  ): Promise<Problem> {
    const item = {
      kind: kind === 'events' ? 'event' : 'callback',
      code: problem.code,
      detail: problem.detail,
    } as const;
    const said = await this.quarantine.keep([{ ...item, raw: bytes }], arrival);
    await this.gatherer.append(said, arrival.nonce);
    this.metrics.count('quarantined', { platform: arrival.platform, kind: item.kind });
    return new Problem(problem.code, `${problem.detail} The body is kept in quarantine as ${said[0]?.id ?? ''}.`, {
      ...problem.extra,
    });
  }
}

/** The item as it came: from the dialect, else the body if it is the only one, else its place in an array, else as it was read. */
function rawItem(text: string, reading: Reading, count: number): string {
  if (reading.kind === 'unreadable') return reading.raw;
  if (count === 1) return text;
  const body = readJson(text);
  const item: unknown = Array.isArray(body) ? body[reading.index] : undefined;
  return JSON.stringify(item ?? (reading.kind === 'event' ? reading.event : reading.callback));
}
