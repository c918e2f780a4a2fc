import { Injectable } from '@nestjs/common';
import { DataSource, LessThanOrEqual } from 'typeorm';
import { marks, readTime, writeTime } from '#libs/store';
import { alike, type Likeness } from '../../domain/duplicates/alike.js';
import { surroundingsOf, type PlaceMarks, type Surroundings } from '../../domain/duplicates/place-marks.js';
import { Rulebook } from '../../domain/rulebook.js';
import type { TicketState } from '../../domain/ticket.flow.js';
import { TicketTraits } from '../../persistence/ticket-traits.entity.js';

const HOUR = 3_600_000;
/** Looked at, at most, for one ticket: the newest of its place (as near as the rules say), item and window. */
const MOST_LOOKED_AT = 50;

/** States in which a ticket has nothing to do any more that could be done for both. */
const NO_LONGER = ['resolved', 'verified', 'merged', 'closed', 'void'] satisfies TicketState[];

type Neighbour = PlaceMarks & Pick<TicketTraits, 'id' | 'receivedAt' | 'openedAt'> & { number: string; source: string };

/** One of the ways in which places may be the same: by an index, and for coordinates within these bounds. */
interface Search {
  readonly column: 'cell' | 'address_key' | 'grid_key';
  readonly values: readonly string[];
  readonly within?: Surroundings;
}

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
    const { addressKey, gridKey } = traits;
    const { places, metres } = this.rulebook.duplicates;
    const around = surroundingsOf(traits, metres);
    const searches: Search[] = [];
    if (around) searches.push({ column: 'cell', values: around.cells, within: around });
    if (addressKey !== null) searches.push({ column: 'address_key', values: [addressKey] });
    if (gridKey !== null && places.includes('grid')) searches.push({ column: 'grid_key', values: [gridKey] });
    if (searches.length === 0) return [];
    return [...new Map((await this.query(traits, searches)).map((one) => [one.id, one])).values()];
  }

  /** Each by its own index; what stands in the window is bounded before it is joined, so that a crowded place costs little more than another. */
  private async query(traits: TicketTraits, searches: readonly Search[]): Promise<Neighbour[]> {
    const hours = this.rulebook.duplicates.within * HOUR;
    const window = [-hours, hours].map((by) => writeTime(new Date(traits.receivedAt.getTime() + by)));
    const found = searches.map(
      ({ column, values, within }) =>
        `SELECT * FROM (SELECT id, township, longitude_e7 AS longitudeE7, latitude_e7 AS latitudeE7, cell,
           address_key AS addressKey, grid_key AS gridKey, received_at AS receivedAt, opened_at AS openedAt
         FROM ticketing_traits WHERE ${column} IN (${marks(values)}) AND item = ? AND received_at BETWEEN ? AND ?
         ${within ? 'AND longitude_e7 BETWEEN ? AND ? AND latitude_e7 BETWEEN ? AND ?' : ''}
         ORDER BY received_at DESC LIMIT ${MOST_LOOKED_AT}) AS by_${column}`,
    );
    const bound = searches.flatMap(({ values, within }) => [
      ...values,
      traits.item,
      ...window,
      ...(within ? [...within.longitudeE7, ...within.latitudeE7] : []),
    ]);
    const rows = (await this.dataSource.query(
      `SELECT near_one.*, ticket.number AS number, ticket.source AS source
       FROM (${found.join(' UNION ALL ')}) AS near_one JOIN ticketing_ticket ticket ON ticket.id = near_one.id
       WHERE ticket.state NOT IN (${marks(NO_LONGER)})`,
      [...bound, ...NO_LONGER],
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
