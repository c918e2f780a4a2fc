import { Injectable } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { DataSource, In } from 'typeorm';
import { Clock, Problem } from '#libs/runtime';
import { ResponsibilityList } from '../../domain/responsibilities.js';
import { Rulebook } from '../../domain/rulebook.js';
import { listItemId, ListItem } from '../../persistence/list-item.entity.js';
import { ListVersion, type ListState } from '../../persistence/list-version.entity.js';

/** Reads versions of the responsibility list and their items. */
@Injectable()
export class ListReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rulebook: Rulebook,
    private readonly clock: Clock,
  ) {}

  /** Null when there is none of that name; `in-force` is the one that holds now. */
  findIfThere(name: string): Promise<ListVersion | null> {
    const id = name === 'in-force' ? this.rulebook.lists.newestAt(this.clock.now()).version : name;
    return this.versions.findOneBy({ id });
  }

  /** Throws `not-found`. */
  async find(name: string): Promise<ListVersion> {
    const row = await this.findIfThere(name);
    if (!row) throw new Problem('not-found', 'There is no version of the responsibility list of that name.');
    return row;
  }

  /** Newest first; `states` narrows it. */
  list(most: number, states?: readonly ListState[]): Promise<ListVersion[]> {
    const where = states === undefined ? {} : { state: In([...states]) };
    return this.versions.find({ where, order: { createdAt: 'DESC', id: 'DESC' }, take: most });
  }

  /** All that are or were or will be in force, by the moment from which on. */
  published(): Promise<ListVersion[]> {
    return this.versions.find({ where: { state: 'published' }, order: { effectiveFrom: 'ASC' } });
  }

  /** Whether anything that says this was ever imported. */
  knowsDigest(digest: string): Promise<boolean> {
    return this.versions.existsBy({ digest });
  }

  /** How many items each of these versions has. */
  async sizes(names: readonly string[]): Promise<Map<string, number>> {
    if (names.length === 0) return new Map();
    const rows = await this.items
      .createQueryBuilder('row')
      .select('row.listId', 'list')
      .addSelect('COUNT(*)', 'size')
      .where({ listId: In([...names]), removed: false })
      .groupBy('row.listId')
      .getRawMany<{ list: string; size: number | string }>();
    return new Map(rows.map(({ list, size }) => [list, Number(size)]));
  }

  /** A version as decisions use it. */
  async content({ id, defaultTownship }: ListVersion): Promise<ResponsibilityList> {
    const rows = await this.items.find({
      where: { listId: id, removed: false },
      order: { position: 'ASC', id: 'ASC' },
    });
    const plain = { version: id, ...(defaultTownship ? { defaultTownship } : {}), items: rows.map(({ data }) => data) };
    return plainToInstance(ResponsibilityList, plain);
  }

  /** One page of items, in order, behind that position. */
  page(list: string, most: number, behind: number): Promise<ListItem[]> {
    return this.items
      .createQueryBuilder('row')
      .where({ listId: list, removed: false })
      .andWhere('row.position > :behind', { behind })
      .orderBy('row.position', 'ASC')
      .take(most)
      .getMany();
  }

  /** Throws `not-found`. */
  async item(list: string, code: string): Promise<ListItem> {
    const row = await this.items.findOneBy({ id: listItemId(list, code), removed: false });
    if (!row) throw new Problem('not-found', 'That version of the responsibility list has no item of that code.');
    return row;
  }

  private get versions() {
    return this.dataSource.getRepository(ListVersion);
  }

  private get items() {
    return this.dataSource.getRepository(ListItem);
  }
}
