import type { Clock } from '#libs/runtime';
import type { PullPlan } from '../../dialect.js';
import type { PullSettings } from '../../platform-settings.js';
import { outsideTime } from '../../reading/outside-time.js';
import { nextCursor, readCursor } from '../../reading/pull-cursor.js';
import { isSuccessStatus, replyJson } from '../../reading/reply-json.js';
import { localTime } from '../../reading/time-zone.js';
import { UnreadableItem } from '../../reading/unreadable-item.js';
import type { Reading } from '../../readings.js';
import type { Expression } from './expression.js';
import type { MappingReader } from './mapping-reader.js';

const SINCE_FORMATS = ['local', 'iso', 'ms', 's'] as const;
type SinceFormat = (typeof SINCE_FORMATS)[number];
const DEFAULT_PAGE_SIZE = 200;
const PARTS = ['since', 'sinceFormat', 'page', 'size', 'items', 'time', 'more'] as const;

/** How pages of one kind are asked for and read. */
export interface PullMapping {
  /** Names of the query parameters; one that is absent is not sent. */
  since: string | undefined;
  sinceFormat: SinceFormat;
  page: string | undefined;
  size: string | undefined;
  items: Expression | undefined;
  time: Expression | undefined;
  more: Expression | undefined;
}

export function readPullMapping(reader: MappingReader, value: unknown, path: string): PullMapping {
  const section = reader.section(value, path, PARTS);
  const sinceFormat = SINCE_FORMATS.find((format) => format === (section.sinceFormat ?? 'local'));
  if (!sinceFormat) reader.mistake(`${path}.sinceFormat`, `must be one of ${SINCE_FORMATS.join(', ')}`);
  for (const part of ['items', 'time'] as const)
    if (section[part] === undefined) reader.mistake(`${path}.${part}`, 'is needed');
  if (section.since === undefined) reader.mistake(`${path}.since`, 'is needed: the name of the query parameter');
  return {
    since: reader.text(section.since, `${path}.since`),
    sinceFormat: sinceFormat ?? 'local',
    page: reader.text(section.page, `${path}.page`),
    size: reader.text(section.size, `${path}.size`),
    items: reader.listPath(section.items, `${path}.items`),
    time: reader.expression(section.time, `${path}.time`),
    more: reader.expression(section.more, `${path}.more`),
  };
}

export function pullPlan(
  settings: PullSettings,
  mapping: PullMapping,
  context: { zone: string; clock: Clock },
  readList: (list: readonly unknown[]) => Promise<Reading[]>,
): PullPlan {
  const { zone, clock } = context;
  const size = settings.pageSize ?? DEFAULT_PAGE_SIZE;
  const overlapMs = (settings.overlapSeconds ?? 0) * 1000;
  return {
    kind: settings.kind,
    request(cursor, now) {
      const { since, page } = readCursor(cursor, now);
      const from = sinceText(new Date(Date.parse(since) - overlapMs), mapping.sinceFormat, zone);
      const query = [
        [mapping.since, from],
        [mapping.page, String(page)],
        [mapping.size, String(size)],
      ].flatMap(([name, value]) => (name === undefined ? [] : [`${name}=${encodeURIComponent(value ?? '')}`]));
      return { method: 'GET', path: `${settings.path}${settings.path.includes('?') ? '&' : '?'}${query.join('&')}` };
    },
    async read(reply, cursor, now) {
      const body = replyJson(reply);
      const list = isSuccessStatus(reply.status) ? await mapping.items?.evaluate(body) : undefined;
      if (!Array.isArray(list))
        throw new Error(`The reply to the pull is no page: HTTP ${reply.status}, ${reply.body.slice(0, 200)}`);
      const times: (string | undefined)[] = [];
      for (const item of list) times.push(await timeOf(mapping, item, { zone, now: clock.now() }));
      const more = await moreOf(mapping, body, list.length, size);
      const latest = new Date(Math.max(now.getTime(), clock.now().getTime()));
      return {
        readings: await readList(list),
        nextCursor: nextCursor(readCursor(cursor, now), times, more, latest),
        more,
      };
    },
  };
}

function sinceText(since: Date, format: SinceFormat, zone: string): string {
  switch (format) {
    case 'local':
      return localTime(since, zone);
    case 'iso':
      return since.toISOString();
    case 'ms':
      return String(since.getTime());
    case 's':
      return String(Math.floor(since.getTime() / 1000));
  }
}

/** Undefined when it cannot be read: the item then does not move the cursor. */
async function timeOf(
  mapping: PullMapping,
  item: unknown,
  context: { zone: string; now: Date },
): Promise<string | undefined> {
  try {
    return outsideTime('', await mapping.time?.evaluate(item), context, []);
  } catch (error) {
    if (error instanceof UnreadableItem) return undefined;
    throw error;
  }
}

/** Without a page parameter there is no second page; without a word about more, a full page means that there may be. */
async function moreOf(mapping: PullMapping, body: unknown, length: number, size: number): Promise<boolean> {
  if (length === 0 || mapping.page === undefined) return false;
  if (!mapping.more) return length >= size;
  try {
    return (await mapping.more.evaluate(body)) === true;
  } catch (error) {
    if (error instanceof UnreadableItem) return length >= size;
    throw error;
  }
}
