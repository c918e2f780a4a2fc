import { Injectable, Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { UnitOfWork } from '#libs/bus';
import { Clock, Loop } from '#libs/runtime';
import { insert, loadStage } from '#libs/store';
import { checkList } from '../../domain/check-list.js';
import { IndexedList } from '../../domain/indexed-list.js';
import type { PublishedList } from '../../domain/list-book.js';
import { diffLists } from '../../domain/list-diff.js';
import { Rulebook } from '../../domain/rulebook.js';
import { LIST_HEAD, ListHead } from '../../persistence/list-head.entity.js';
import type { ListVersion } from '../../persistence/list-version.entity.js';
import { ListKeeperRegisters } from './list-keeper-registers.js';
import { ListReader } from './list-reader.js';
import { listTimes, LOOK_EVERY } from './list-times.js';
import { listDigest, newVersion } from './new-version.js';

const headStage = [loadStage<undefined, ListHead>(ListHead, 'id', () => [LIST_HEAD])];

/**
 * Keeps the rulebook's list book up to date in this process, see `list-times.ts` for what it promises; and at the very first
 * start makes `config/responsibilities.yml` the first version, in force from the beginning of time.
 */
@Injectable()
export class ListKeeper implements OnModuleInit, BeforeApplicationShutdown {
  private readonly log = new Logger('responsibility list');
  private readonly loop = new Loop('responsibility list', () => this.look(), LOOK_EVERY / 4);
  private readonly times: ReturnType<typeof listTimes>;
  private head: number | undefined;
  private reading: Promise<void> | undefined;
  private fileNote: string | undefined;
  private listNote: string | undefined;

  constructor(
    private readonly rulebook: Rulebook,
    private readonly reader: ListReader,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    registers: ListKeeperRegisters,
  ) {
    this.times = listTimes(clock);
    registers.jobs.add(() => this.loop.start());
    registers.health.add('responsibility list', () => Promise.resolve(this.note()));
  }

  async onModuleInit(): Promise<void> {
    await this.seed();
    await this.refresh();
    this.fileNote = await this.compareFile();
    if (this.fileNote !== undefined) this.log.warn(this.fileNote);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Before a batch: resolves when what is known is good for long enough, mostly at once. */
  async ready(): Promise<void> {
    const { lists } = this.rulebook;
    // Twice: a read that somebody else began before may be too old by now.
    for (let reads = 0; reads < 2 && !lists.knows(this.clock.now(), this.times.batch); reads++) await this.refresh();
  }

  /** Reads which versions are published; several who ask at once share one read. */
  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async look(): Promise<number> {
    await this.refresh();
    return LOOK_EVERY;
  }

  private async read(): Promise<void> {
    // The lock of the head row is what this rests on: a publication is wholly before or wholly after it.
    const { head, now } = await this.unitOfWork.act(undefined, headStage, (_, circumstances) => ({
      changes: [],
      head: circumstances.view.get(ListHead, LIST_HEAD)?.version,
      now: circumstances.now,
    }));
    const { lists } = this.rulebook;
    const until = new Date(now.getTime() + this.times.goodFor);
    if (head === this.head && lists.published[0]!.effectiveFrom <= now) {
      lists.learn({ published: lists.published, from: lists.published[0]!.effectiveFrom, until });
      return;
    }
    const rows = await this.reader.published();
    const current = rows.findLastIndex(({ effectiveFrom }) => effectiveFrom! <= now);
    const published = await Promise.all(rows.slice(Math.max(0, current)).map((row) => this.published(row)));
    lists.learn({ published, from: published[0]!.effectiveFrom, until });
    this.head = head;
    this.tell(published);
  }

  /** What is published never changes: what is in memory is not read again. */
  private async published(row: ListVersion): Promise<PublishedList> {
    const known =
      this.head === undefined ? undefined : this.rulebook.lists.published.find(({ list }) => list.version === row.id);
    const list = known?.list ?? new IndexedList(await this.reader.content(row));
    return { effectiveFrom: row.effectiveFrom!, list };
  }

  private tell(published: readonly PublishedList[]): void {
    for (const { effectiveFrom, list } of published)
      this.log.log(
        `version ${list.version} of the responsibility list, ${list.list.items.length} items, from ${effectiveFrom.toISOString()}`,
      );
    const broken = published.flatMap(({ list }) => {
      const result = checkList(list.list, this.rulebook);
      return 'errors' in result ? result.errors.map(({ path, message }) => `${list.version} ${path}: ${message}`) : [];
    });
    this.listNote =
      broken.length === 0
        ? undefined
        : `The responsibility list names what is no longer configured, so events go to the desk: ${broken.slice(0, 5).join('; ')}`;
    if (this.listNote !== undefined) this.log.warn(this.listNote);
  }

  /** Whoever comes first, of processes that start together; the others find it done. */
  private async seed(): Promise<void> {
    const { seed } = this.rulebook;
    await this.unitOfWork.act(undefined, headStage, (_, { view, now }) => {
      if (view.get(ListHead, LIST_HEAD)) return { changes: [] };
      const given = {
        name: seed.version,
        list: seed,
        actor: 'system',
        note: 'config/responsibilities.yml',
        digest: listDigest(seed),
      };
      const head = insert(ListHead, { id: LIST_HEAD, version: 1, changedAt: now });
      return { changes: [head, ...newVersion(given, now, { state: 'published', effectiveFrom: new Date(0) })] };
    });
  }

  /** The file is the seed and no second truth: that it was changed later is told, and nothing more. */
  private async compareFile(): Promise<string | undefined> {
    const { seed, lists } = this.rulebook;
    if (await this.reader.knowsDigest(listDigest(seed))) return undefined;
    const current = lists.newestAt(this.clock.now());
    const { added, removed, changed, defaultTownship } = diffLists(current.list, seed);
    if (added.length + removed.length + changed.length + defaultTownship.length === 0) return undefined;
    return `config/responsibilities.yml says something else than version ${current.version}, which is in force (items added: ${added.length}, removed: ${removed.length}, changed: ${changed.length}). The file was only read at the first start; to use it, import it as a draft: docs/responsibility-list.md`;
  }

  private note(): { note: string } | undefined {
    const notes = [this.fileNote, this.listNote].filter((note) => note !== undefined);
    return notes.length === 0 ? undefined : { note: notes.join(' ') };
  }
}
