import type { DataSource } from 'typeorm';
import { readTime } from '#libs/store';

/** A deadline as it is kept, as far as specs look. */
export interface KeptDeadline {
  id: string;
  taskId: string | null;
  kind: string;
  name: string | null;
  round: number;
  state: string;
  startedAt: Date;
  endsAt: Date | null;
  overdueAt: Date | null;
  nextAt: Date | null;
  nextStep: string | null;
  provisionalYear: number | null;
}

/** The deadlines of a ticket in the order in which they began. */
export async function keptDeadlines(dataSource: DataSource, ticketId: string): Promise<KeptDeadline[]> {
  const rows = (await dataSource.query(
    `SELECT id, task_id AS taskId, kind, name, round, state, started_at AS startedAt, ends_at AS endsAt,
     overdue_at AS overdueAt, next_at AS nextAt, next_step AS nextStep, provisional_year AS provisionalYear
     FROM ticketing_deadline WHERE ticket_id = ?`,
    [ticketId],
  )) as Record<keyof KeptDeadline, unknown>[];
  const time = (value: unknown) => (value === null ? null : readTime(value));
  return rows
    .map((row) => ({
      ...(row as unknown as KeptDeadline),
      startedAt: readTime(row.startedAt),
      endsAt: time(row.endsAt),
      overdueAt: time(row.overdueAt),
      nextAt: time(row.nextAt),
    }))
    .toSorted((a, b) => Number(a.id.split('.')[2]) - Number(b.id.split('.')[2]));
}
