import { hashOfParts } from '#libs/contracts';
import type { ReadEvent } from '#libs/platforms';

/**
 * SHA-256, lower hex, over the named fields of an event that make it what it is: the same event id with another hash is a
 * conflict. When and how it came in is no part of it, nor are addresses of attachments (many are signed anew each time).
 *
 * @param reporter keyed fingerprint of the reporter: a plain hash of a phone could be guessed
 */
export function contentHashOf(event: ReadEvent, reporter: string | undefined): string {
  const fields: Record<string, string | number | undefined> = {
    title: event.title,
    description: event.description,
    occurredAt: event.occurredAt,
    category: event.category,
    item: event.item,
    scene: event.scene,
    grade: event.grade,
    township: event.township,
    grid: event.grid,
    address: event.address,
    longitude: event.longitude,
    latitude: event.latitude,
    crs: event.crs,
    reporter,
    attachments: event.attachments?.map((attachment) => attachment.name).join('\n'),
  };
  const parts: (string | number)[] = ['content'];
  for (const name in fields) {
    const value = fields[name];
    if (value !== undefined) parts.push(name, value);
  }
  return hashOfParts(parts);
}
