import type { Circumstances, Decision } from '#libs/bus';
import { Problem } from '#libs/runtime';
import { insert, loadStage, update, type Change, type LoadStage, type View } from '#libs/store';
import { checkList, type ListScope } from '../../domain/check-list.js';
import type { ResponsibilityItem, ResponsibilityList } from '../../domain/responsibilities.js';
import { LIST_HEAD, ListHead } from '../../persistence/list-head.entity.js';
import { ListItem, listItemId } from '../../persistence/list-item.entity.js';
import { ListVersion } from '../../persistence/list-version.entity.js';
import { checkVersion } from '../check-version.js';
import { byCode } from './files/list-file.js';
import { newItem, newVersion, type NewVersion } from './new-version.js';
import type { ListTimes } from './list-times.js';

/** What every change of a version names. */
interface OfList {
  readonly name: string;
  readonly actor: string;
  /** The versions of the thing (of the list, or of the item) that were looked at; with another one by now it is stale. */
  readonly seen?: readonly number[] | undefined;
}

export interface ItemChange extends OfList {
  readonly code: string;
  /** Without it, the item is taken out. */
  readonly item?: ResponsibilityItem | undefined;
}

export interface DetailsChange extends OfList {
  readonly note?: string | undefined;
  readonly defaultTownship?: Record<string, string> | undefined;
}

export interface Publication extends OfList {
  readonly reason: string;
  /** Without it, as soon as may be. */
  readonly effectiveFrom?: Date | undefined;
}

export interface Withdrawal extends OfList {
  readonly reason: string;
}

const listStage = <I extends OfList>(): LoadStage<I> =>
  loadStage<I, ListVersion>(ListVersion, 'id', ({ name }) => [name]);
const headStage = <I>(): LoadStage<I> => loadStage<I, ListHead>(ListHead, 'id', () => [LIST_HEAD]);

export const newVersionStages: readonly LoadStage<NewVersion>[] = [
  loadStage<NewVersion, ListVersion>(ListVersion, 'id', ({ name }) => [name]),
];
export const detailsStages: readonly LoadStage<DetailsChange>[] = [listStage()];
export const itemStages: readonly LoadStage<ItemChange>[] = [
  listStage(),
  loadStage<ItemChange, ListItem>(ListItem, 'id', ({ name, code }) => [listItemId(name, code)]),
];
/** The head first: publications wait for one another, and for nobody who edits. */
export const publicationStages: readonly LoadStage<Publication>[] = [
  headStage(),
  listStage(),
  loadStage<Publication, ListVersion>(ListVersion, 'state', () => ['published']),
  loadStage<Publication, ListItem>(ListItem, 'listId', ({ name }) => [name]),
];
export const withdrawalStages: readonly LoadStage<Withdrawal>[] = [headStage(), listStage()];

/** A new draft. Throws `conflict` when its name was ever given. */
export function createVersion(input: NewVersion, { view, now }: Circumstances): Decision {
  if (view.get(ListVersion, input.name))
    throw new Problem('conflict', `A version called ${input.name} exists; names are never used again, choose another.`);
  return { changes: newVersion(input, now) };
}

/** Note and default townships of a draft. */
export function changeDetails(input: DetailsChange, { view, now }: Circumstances): Decision {
  const row = draftOf(input, view);
  checkVersion(input.seen, row.version);
  const { note, defaultTownship } = input;
  const said = Object.entries({ note, defaultTownship }).filter(([, value]) => value !== undefined);
  return { changes: [touched(row, input, now, Object.fromEntries(said))] };
}

/** Puts an item into a draft, in the place of the one of its code if there is one, or takes it out. */
export function changeItem(input: ItemChange, { view, now }: Circumstances): Decision {
  const { name, code, item, actor } = input;
  const list = draftOf(input, view);
  const row = view.get(ListItem, listItemId(name, code));
  const present = row !== undefined && !row.removed;
  if (input.seen !== undefined && !present)
    throw new Problem('version-stale', `The item ${code} that you looked at was taken out of the draft meanwhile.`);
  if (input.seen === undefined && present)
    throw new Problem(
      'conflict',
      `The item ${code} is in the draft already: look at it, and change it by its version.`,
    );
  if (present) checkVersion(input.seen, row.version);
  if (!item) {
    if (!present) throw new Problem('not-found', `The draft has no item ${code}.`);
    return {
      changes: [touched(list, input, now), update(ListItem, row, { removed: true, changedAt: now, changedBy: actor })],
    };
  }
  if (row) {
    const patch = { data: item, removed: false, changedAt: now, changedBy: actor };
    return { changes: [touched(list, input, now), update(ListItem, row, patch)] };
  }
  const place = { nextPosition: list.nextPosition + 1 };
  return { changes: [touched(list, input, now, place), newItem(name, item, list.nextPosition, { actor, now })] };
}

/** Makes a draft the version in force from a moment on. From then on it never changes. */
export function publishList(
  input: Publication,
  { view, now }: Circumstances,
  scope: ListScope,
  times: ListTimes,
): Decision {
  const row = draftOf(input, view);
  checkVersion(input.seen, row.version);
  const earliest = new Date(now.getTime() + times.lead);
  const effectiveFrom = input.effectiveFrom ?? earliest;
  if (effectiveFrom < earliest)
    throw invalid(
      'effectiveFrom',
      `must be ${earliest.toISOString()} or later, so that every process knows of it in time`,
    );
  const same = view
    .where(ListVersion, 'state', 'published')
    .find((one) => one.effectiveFrom!.getTime() === effectiveFrom.getTime());
  if (same) throw invalid('effectiveFrom', `is the moment of version ${same.id} already; choose another`);
  const content = contentOf(row, view);
  const result = checkList(content, scope);
  if ('errors' in result)
    throw new Problem('invalid-fields', `The draft has ${result.errors.length} mistakes.`, {
      errors: byCode(result.errors, content),
    });
  if (result.list.items.length === 0) throw invalid('items', 'must not be empty: every event would fall to the desk');
  const published = { state: 'published' as const, effectiveFrom, reason: input.reason };
  return { changes: [...headTouched(view, now), touched(row, input, now, published)] };
}

/** A draft is given up; a published version only before its time, and early enough that no process decides by it. */
export function withdrawList(input: Withdrawal, { view, now }: Circumstances, times: ListTimes): Decision {
  const row = listOf(input, view);
  checkVersion(input.seen, row.version);
  const late = row.effectiveFrom !== null && row.effectiveFrom.getTime() < now.getTime() + times.lead;
  if (row.state === 'withdrawn' || late)
    throw new Problem(
      'act-not-allowed',
      row.state === 'withdrawn'
        ? `${row.id} is withdrawn already.`
        : `${row.id} is in force, or about to be: publish a version that replaces it.`,
    );
  const withdrawn = { state: 'withdrawn' as const, reason: input.reason };
  const head = row.state === 'published' ? headTouched(view, now) : [];
  return { changes: [...head, touched(row, input, now, withdrawn)] };
}

function listOf({ name }: OfList, view: View): Readonly<ListVersion> {
  const row = view.get(ListVersion, name);
  if (!row) throw new Problem('not-found', 'There is no version of the responsibility list of that name.');
  return row;
}

function draftOf(input: OfList, view: View): Readonly<ListVersion> {
  const row = listOf(input, view);
  if (row.state !== 'draft')
    throw new Problem(
      'act-not-allowed',
      `${row.id} is ${row.state}: only a draft can be changed. Copy it into a new draft.`,
    );
  return row;
}

function touched(row: Readonly<ListVersion>, { actor }: OfList, now: Date, patch: Partial<ListVersion> = {}): Change {
  return update(ListVersion, row, { ...patch, changedAt: now, changedBy: actor });
}

function headTouched(view: View, now: Date): Change[] {
  const head = view.get(ListHead, LIST_HEAD);
  return head
    ? [update(ListHead, head, { changedAt: now })]
    : [insert(ListHead, { id: LIST_HEAD, version: 1, changedAt: now })];
}

function contentOf(row: Readonly<ListVersion>, view: View): ResponsibilityList {
  const items = view
    .where(ListItem, 'listId', row.id)
    .filter(({ removed }) => !removed)
    .toSorted((a, b) => a.position - b.position)
    .map(({ data }) => data);
  return { version: row.id, ...(row.defaultTownship ? { defaultTownship: row.defaultTownship } : {}), items };
}

function invalid(field: string, message: string): Problem {
  return new Problem('invalid-fields', `$.${field}: ${message}`, { errors: [{ path: `$.${field}`, message }] });
}
