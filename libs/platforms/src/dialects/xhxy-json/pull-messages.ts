import type { Clock } from '#libs/runtime';
import type { PullPlan } from '../../dialect.js';
import type { PullSettings } from '../../platform-settings.js';
import { outsideTime } from '../../reading/outside-time.js';
import { nextCursor, readCursor } from '../../reading/pull-cursor.js';
import { localTime } from '../../reading/time-zone.js';
import { isSuccessStatus } from '../../reading/reply-json.js';
import type { Reading } from '../../readings.js';
import { envelopeOf } from './understand-reply.js';

const DEFAULT_PAGE_SIZE = 200;

/** `{code:0, data:{list, more?}}`, by time and page. */
export function pullMessages(
  settings: PullSettings,
  zone: string,
  clock: Clock,
  readList: (list: readonly unknown[]) => Promise<Reading[]>,
): PullPlan {
  const size = settings.pageSize ?? DEFAULT_PAGE_SIZE;
  const overlapMs = (settings.overlapSeconds ?? 0) * 1000;
  return {
    kind: settings.kind,
    request(cursor, now) {
      const { since, page } = readCursor(cursor, now);
      const from = localTime(new Date(Date.parse(since) - overlapMs), zone);
      return { method: 'GET', path: `${settings.path}?since=${encodeURIComponent(from)}&page=${page}&size=${size}` };
    },
    async read(reply, cursor, now) {
      const envelope = envelopeOf(reply);
      const list = envelope?.data['list'];
      if (!isSuccessStatus(reply.status) || envelope?.code !== 0 || !Array.isArray(list))
        throw new Error(`The reply to the pull is no page: HTTP ${reply.status}, ${reply.body.slice(0, 200)}`);
      const times = list.map((item: Record<string, unknown> | null) =>
        outsideTime('', item?.['opTime'] ?? item?.['reportTime'], { zone, now: clock.now() }, []),
      );
      const told = envelope.data['more'];
      const more = list.length > 0 && (typeof told === 'boolean' ? told : list.length >= size);
      const latest = new Date(Math.max(now.getTime(), clock.now().getTime()));
      return {
        readings: await readList(list),
        nextCursor: nextCursor(readCursor(cursor, now), times, more, latest),
        more,
      };
    },
  };
}
