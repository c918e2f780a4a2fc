import { shanghaiTime } from './outside-time.js';

/** What a platform lets Huying find by pull, oldest first. */
export class PullList {
  private readonly rows: { time: string; content: object }[] = [];

  /** @param time as it stands in the content, `yyyy-MM-dd HH:mm:ss` */
  add(time: string, content: object): void {
    this.rows.push({ time, content });
  }

  /** One page of the rows from `since` on, by the query that platforms of the field take. */
  page(query: { since?: string; page?: string; size?: string }): { list: object[]; more: boolean } {
    const page = Math.max(1, Number(query.page ?? 1));
    const size = Math.max(1, Number(query.size ?? 100));
    const since = query.since ?? shanghaiTime(new Date(0));
    const found = this.rows
      .filter((row) => row.time >= since)
      .toSorted((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0));
    return {
      list: found.slice((page - 1) * size, page * size).map((row) => row.content),
      more: found.length > page * size,
    };
  }
}
