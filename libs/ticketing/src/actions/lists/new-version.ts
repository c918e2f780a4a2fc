import { createHash } from 'node:crypto';
import { insert, type Change } from '#libs/store';
import type { ResponsibilityItem, ResponsibilityList } from '../../domain/responsibilities.js';
import { ListItem, listItemId } from '../../persistence/list-item.entity.js';
import { ListVersion } from '../../persistence/list-version.entity.js';

export interface NewVersion {
  readonly name: string;
  readonly list: ResponsibilityList;
  readonly actor: string;
  readonly note?: string | undefined;
  readonly basedOn?: string | undefined;
  /** Of what it was imported from. */
  readonly digest?: string | undefined;
}

/** A version with all its items, as a draft unless `published` says otherwise. */
export function newVersion(given: NewVersion, now: Date, published: Partial<ListVersion> = {}): Change[] {
  const { name, list, actor } = given;
  const version: ListVersion = {
    id: name,
    version: 1,
    state: 'draft',
    effectiveFrom: null,
    defaultTownship: list.defaultTownship ?? null,
    note: given.note ?? null,
    basedOn: given.basedOn ?? null,
    digest: given.digest ?? null,
    nextPosition: list.items.length + 1,
    createdAt: now,
    createdBy: actor,
    changedAt: now,
    changedBy: actor,
    reason: null,
    ...published,
  };
  const items = list.items.map((data, index) => newItem(name, data, index + 1, { actor, now }));
  return [insert(ListVersion, version), ...items];
}

export function newItem(
  list: string,
  data: ResponsibilityItem,
  position: number,
  { actor, now }: { actor: string; now: Date },
): Change {
  return insert(ListItem, {
    id: listItemId(list, data.item),
    version: 1,
    listId: list,
    position,
    removed: false,
    data,
    changedAt: now,
    changedBy: actor,
  });
}

/** What a list says, as a digest: its name is no part of it. */
export function listDigest({ defaultTownship, items }: ResponsibilityList): string {
  return createHash('sha256').update(JSON.stringify({ defaultTownship, items })).digest('hex');
}
