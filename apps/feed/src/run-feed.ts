import { setTimeout as sleep } from 'node:timers/promises';
import { batches } from './batches.js';
import { Entrance } from './entrance.js';
import { jsonLines, sizeOf } from './json-lines.js';
import type { FeedOptions } from './options.js';
import { proofOf } from './platform-proof.js';
import { Progress } from './progress.js';
import { Tally } from './tally.js';
import { verify } from './verify.js';

/** Feeds the files; resolves to the exit code: 1 when an event was lost or doubled. Throws when Huying is away for good. */
export async function runFeed(options: FeedOptions): Promise<number> {
  const total = sizeOf(options.files);
  const proof = proofOf(options.platform, options);
  const entrance = new Entrance(options.url, proof);
  const desk = new Entrance(options.consoleUrl ?? options.url, proof);
  try {
    const tally = await send(options, entrance, total);
    const { sent, quarantined, refused, accepted } = tally;
    for (const complaint of tally.complaints) console.error(complaint);
    const counts = { sent, accepted: accepted.size, quarantined, refused };
    if (!options.verify) return tell(options, counts, 0);
    const looking = new Progress('tickets', accepted.size);
    const found = await verify(desk, options.platform, accepted, (opened) => looking.show(opened)).finally(() =>
      looking.end(),
    );
    return tell(options, { ...counts, ...found }, found.lost + found.doubled > 0 ? 1 : 0);
  } finally {
    await Promise.all([entrance.close(), desk.close()]);
  }
}

async function send({ files, platform, batch, rate }: FeedOptions, entrance: Entrance, total: number): Promise<Tally> {
  const path = `/v1/platforms/${encodeURIComponent(platform)}/events`;
  const progress = new Progress('bytes', total);
  const tally = new Tally();
  const start = Date.now();
  try {
    for await (const { body, count, bytes } of batches(jsonLines(files), batch)) {
      const answer = await entrance.ask('POST', path, body);
      if (answer.status >= 300) throw new Error(`POST ${path} was answered ${answer.status} ${answer.body}`);
      tally.add(count, answer.body);
      progress.show(bytes);
      if (rate !== undefined) await sleep(Math.max(0, start + (tally.sent / rate) * 1_000 - Date.now()));
    }
  } finally {
    progress.end();
  }
  return tally;
}

function tell({ json }: FeedOptions, result: object, exitCode: number): number {
  if (json) console.log(JSON.stringify(result));
  else console.table(result);
  return exitCode;
}
