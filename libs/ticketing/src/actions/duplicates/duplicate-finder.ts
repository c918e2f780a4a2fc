import { Injectable } from '@nestjs/common';
import { DataSource, LessThanOrEqual } from 'typeorm';
import { marks, readTime, writeTime } from '#libs/store';
import { alike, type Likeness } from '../../domain/duplicates/alike.js';
import { cellsAround, type PlaceMarks } from '../../domain/duplicates/place-marks.js';
import { Rulebook } from '../../domain/rulebook.js';
import type { TicketState } from '../../domain/ticket.flow.js';
import { TicketTraits } from '../../persistence/ticket-traits.entity.js';

const HOUR = 3_600_000;
/** Looked at, at most, for one ticket: the newest of its place, item and window. */
const MOST_LOOKED_AT = 50;

/** States in which a ticket has nothing to do any more that could be done for both. */
const NO_LONGER = ['resolved', 'verified', 'merged', 'closed', 'void'] satisfies TicketState[];

type Neighbour = PlaceMarks & Pick<TicketTraits, 'id' | 'receivedAt' | 'openedAt'> & { number: string; source: string };

/** A ticket that may be the same matter, and why. */
export interface Candidate extends Likeness {
  readonly ticketId: string;
  readonly number: string;
  readonly source: string;
  /** Between the receipts of the two. */
  readonly minutes: number;
}

/** Looks for open tickets of the same item, place and time. Reads only, outside of any transaction: what it finds is a suggestion. */
@Injectable()
export class DuplicateFinder {
  constructor(
    private readonly dataSource: DataSource,
    private readonly rulebook: Rulebook,
  ) {}

  /** Tickets that are to be compared by now, oldest first. */
  async due(now: Date, most: number): Promise<TicketTraits[]> {
    return this.dataSource.getRepository(TicketTraits).find({
      where: { compareAt: LessThanOrEqual(now) },
      order: { compareAt: 'ASC', id: 'ASC' },
      take: most,
    });
  }

  /** Open tickets opened before it that may be the same, the nearest in time first. */
  async candidatesOf(traits: TicketTraits): Promise<Candidate[]> {
    const rules = this.rulebook.duplicates;
    const found = await this.near(traits);
    return found
      .flatMap((other) => {
        const likeness = alike(traits, other, rules);
        if (!likeness) return [];
        const minutes = Math.round(Math.abs(traits.receivedAt.getTime() - other.receivedAt.getTime()) / 60_000);
        return [{ ticketId: other.id, number: other.number, source: other.source, minutes, ...likeness }];
      })
      .toSorted((a, b) => a.minutes - b.minutes || (a.ticketId < b.ticketId ? -1 : 1))
      .slice(0, rules.most);
  }

  private async near(traits: TicketTraits): Promise<Neighbour[]> {
    const { cell, addressKey, gridKey } = traits;
    const byGrid = this.rulebook.duplicates.places.includes('grid');
    const places: [string, readonly (string | null)[]][] = [
      ['cell', cell === null ? [] : cellsAround(cell)],
      ['address_key', [addressKey]],
      ['grid_key', byGrid ? [gridKey] : []],
    ];
    const known = places
      .map(([column, values]) => [column, values.filter((value) => value !== null)] as const)
      .filter(([, values]) => values.length > 0);
    if (known.length === 0) return [];
    return [...new Map((await this.query(traits, known)).map((one) => [one.id, one])).values()];
  }

  /** Each place by its own index; what stands in the window is bounded before it is joined, so that a crowded place costs no more than another. */
  private async query(
    traits: TicketTraits,
    places: readonly (readonly [column: string, values: readonly string[]])[],
  ): Promise<Neighbour[]> {
    const within = this.rulebook.duplicates.within * HOUR;
    const window = [-within, within].map((by) => writeTime(new Date(traits.receivedAt.getTime() + by)));
    const ofPlace = places.map(
      ([column, values]) =>
        `SELECT * FROM (SELECT id, township, longitude_e7 AS longitudeE7, latitude_e7 AS latitudeE7, cell,
           address_key AS addressKey, grid_key AS gridKey, received_at AS receivedAt, opened_at AS openedAt
         FROM ticketing_traits WHERE ${column} IN (${marks(values)}) AND item = ? AND received_at BETWEEN ? AND ?
         ORDER BY received_at DESC LIMIT ${MOST_LOOKED_AT}) AS of_${column}`,
    );
    const rows = (await this.dataSource.query(
      `SELECT near_one.*, ticket.number AS number, ticket.source AS source
       FROM (${ofPlace.join(' UNION ALL ')}) AS near_one JOIN ticketing_ticket ticket ON ticket.id = near_one.id
       WHERE ticket.state NOT IN (${marks(NO_LONGER)})`,
      [...places.flatMap(([, values]) => [...values, traits.item, ...window]), ...NO_LONGER],
    )) as (Neighbour & { receivedAt: unknown; openedAt: unknown })[];
    return rows
      .map((row) => ({ ...row, receivedAt: readTime(row.receivedAt), openedAt: readTime(row.openedAt) }))
      .filter((row) => isBefore(row, traits));
  }
}

/** The later of two names the earlier, and not the other way round. */
function isBefore(a: Pick<TicketTraits, 'id' | 'openedAt'>, b: TicketTraits): boolean {
  const by = a.openedAt.getTime() - b.openedAt.getTime();
  return by < 0 || (by === 0 && a.id < b.id);
}
