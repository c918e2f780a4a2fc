import { Injectable } from '@nestjs/common';
import { Clock, Problem, type FieldError } from '#libs/runtime';
import { checkList } from '../../domain/check-list.js';
import { LIST_NAME, MOST_ITEMS, type ResponsibilityItem } from '../../domain/responsibilities.js';
import { Rulebook } from '../../domain/rulebook.js';
import { ActOnce, type Request } from '../act-once.js';
import { atPlaces, MOST_ERRORS, type ReadList } from './files/list-file.js';
import {
  changeDetails,
  changeItem,
  createVersion,
  detailsStages,
  itemStages,
  newVersionStages,
  publicationStages,
  publishList,
  withdrawalStages,
  withdrawList,
  type DetailsChange,
  type ItemChange,
  type Publication,
  type Withdrawal,
} from './list-changes.js';
import { ListKeeper } from './list-keeper.js';
import { ListReader } from './list-reader.js';
import { listTimes } from './list-times.js';
import { listDigest } from './new-version.js';

/** What may be done to versions of the responsibility list; see `list-changes.ts` for what each refuses. */
@Injectable()
export class ListEditor {
  constructor(
    private readonly rulebook: Rulebook,
    private readonly reader: ListReader,
    private readonly actOnce: ActOnce,
    private readonly clock: Clock,
    private readonly keeper: ListKeeper,
  ) {}

  /** A draft that says what another version says. */
  async copy<A>(
    input: { name: string; from: string; actor: string; note?: string | undefined },
    { once, answer }: Request<A>,
  ): Promise<A> {
    const { name, from, actor, note } = input;
    const list = await this.reader.content(await this.reader.find(from));
    return this.actOnce.act(once, { name, list, actor, note, basedOn: from }, newVersionStages, createVersion, answer);
  }

  /** A draft that says what a file says, whole or not at all; `answer` is given its name. */
  async import<A>(
    { plain, placeOf }: ReadList,
    order: { name?: string | undefined; actor: string; note?: string | undefined },
    { once, answer }: { once: Request<A>['once']; answer: (name: string) => Promise<A> },
  ): Promise<A> {
    const name = order.name ?? plain.version;
    if (typeof name !== 'string' || !LIST_NAME.test(name))
      throw invalid([
        {
          path: 'name',
          message: 'give the draft a name, by the query or in the file: 1 to 32 characters without blanks and / ? # %',
        },
      ]);
    const result = checkList({ ...plain, version: name }, this.rulebook);
    if ('errors' in result) throw invalid(atPlaces(result.errors, placeOf), result.errors.length);
    const { list } = result;
    const { actor, note } = order;
    const input = { name, list, actor, note, digest: listDigest(list) };
    return this.actOnce.act(once, input, newVersionStages, createVersion, () => answer(name));
  }

  /** `seen` absent: the item must be new. */
  async putItem<A>(
    input: Omit<ItemChange, 'item' | 'code'> & { code: string; plain: object },
    { once, answer }: Request<A>,
  ): Promise<A> {
    const { plain, ...change } = input;
    const item = this.checkedItem(plain, change.code);
    if (change.seen === undefined && ((await this.reader.sizes([change.name])).get(change.name) ?? 0) >= MOST_ITEMS)
      throw new Problem('too-many-items', `A list has at most ${MOST_ITEMS} items.`);
    return this.actOnce.act(once, { ...change, item }, itemStages, changeItem, answer);
  }

  async removeItem<A>(input: Omit<ItemChange, 'item'>, { once, answer }: Request<A>): Promise<A> {
    return this.actOnce.act(once, input, itemStages, changeItem, answer);
  }

  async changeDetails<A>(input: DetailsChange, { once, answer }: Request<A>): Promise<A> {
    const { defaultTownship } = input;
    const result = checkList(
      { version: 'draft', ...(defaultTownship && { defaultTownship }), items: [] },
      this.rulebook,
    );
    if ('errors' in result) throw invalid(result.errors);
    return this.actOnce.act(once, input, detailsStages, changeDetails, answer);
  }

  async publish<A>(input: Publication, { once, answer }: Request<A>): Promise<A> {
    const times = listTimes(this.clock);
    return this.actOnce.act(
      once,
      input,
      publicationStages,
      (given, circumstances) => publishList(given, circumstances, this.rulebook, times),
      () => this.keeper.refresh().then(answer),
    );
  }

  async withdraw<A>(input: Withdrawal, { once, answer }: Request<A>): Promise<A> {
    const times = listTimes(this.clock);
    return this.actOnce.act(
      once,
      input,
      withdrawalStages,
      (given, circumstances) => withdrawList(given, circumstances, times),
      () => this.keeper.refresh().then(answer),
    );
  }

  private checkedItem(plain: object, code: string): ResponsibilityItem {
    const result = checkList({ version: 'draft', items: [{ ...plain, item: code }] }, this.rulebook);
    if ('errors' in result)
      throw invalid(result.errors.map(({ path, message }) => ({ path: path.replace('$.items[0]', '$'), message })));
    return result.list.items[0]!;
  }
}

function invalid(errors: readonly FieldError[], total = errors.length): Problem {
  const [first] = errors;
  const detail = `${total} mistakes; nothing was changed. The first: ${first?.path}: ${first?.message}`;
  return new Problem('invalid-fields', detail, { errors: errors.slice(0, MOST_ERRORS) });
}
