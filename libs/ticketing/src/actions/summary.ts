import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { readTime } from '#libs/store';

/** How the tickets stand, all read at one moment. */
export interface TicketSummary {
  /** Tickets. */
  opened: number;
  /** Tickets with at least one dispatch (派发) that its platform is known to have. */
  dispatched: number;
  /** Tickets with at least one call (呼叫) that its platform is known to have. */
  called: number;
  /** Tickets with at least one return (退单) that was followed, whatever was answered. */
  returned: number;
  /** Tickets neither closed nor void that wait for a decision at the desk; what is only overdue, or supervised, waits for its agency. */
  desk: number;
  closed: number;
  void: number;
  /** opened − closed − void − desk: those that wait for a platform. */
  inFlight: number;
  /** From receipt of the event to its first accepted task, milliseconds of the mechanism's clock, over the newest 10,000; null without any. */
  dispatchP50Ms: number | null;
  dispatchP95Ms: number | null;
}

const WAITS_FOR_AGENCY = "'overdue', 'supervision', 'supervision-unreceived', 'supervision-untold'";

const COUNTS = `SELECT
  (SELECT COUNT(*) FROM ticketing_ticket) AS opened,
  (SELECT COUNT(*) FROM ticketing_ticket WHERE state = 'closed') AS closed,
  (SELECT COUNT(*) FROM ticketing_ticket WHERE state = 'void') AS voided,
  (SELECT COUNT(DISTINCT ticket_id) FROM ticketing_task WHERE kind = 'dispatch' AND accepted_at IS NOT NULL) AS dispatched,
  (SELECT COUNT(DISTINCT ticket_id) FROM ticketing_task WHERE kind = 'call' AND accepted_at IS NOT NULL) AS called,
  (SELECT COUNT(DISTINCT ticket_id) FROM ticketing_task WHERE returned_at IS NOT NULL) AS returned,
  (SELECT COUNT(DISTINCT item.ticket_id) FROM ticketing_desk_item item JOIN ticketing_ticket ticket ON ticket.id = item.ticket_id
    WHERE item.settled_at IS NULL AND item.kind NOT IN (${WAITS_FOR_AGENCY}) AND ticket.state NOT IN ('closed', 'void')) AS desk`;

const TIMES = `SELECT received_at, dispatched_at FROM ticketing_ticket WHERE dispatched_at IS NOT NULL
  ORDER BY opened_at DESC, id DESC LIMIT 10000`;

@Injectable()
export class Summary {
  constructor(private readonly dataSource: DataSource) {}

  async look(): Promise<TicketSummary> {
    const [row] = (await this.dataSource.query(COUNTS)) as [Record<string, unknown>];
    const count = (name: string) => Number(row[name]);
    const [opened, closed, voided, desk] = [count('opened'), count('closed'), count('voided'), count('desk')];
    const times = (await this.dataSource.query(TIMES)) as { received_at: unknown; dispatched_at: unknown }[];
    const waits = times
      .map((time) => readTime(time.dispatched_at).getTime() - readTime(time.received_at).getTime())
      .toSorted((a, b) => a - b);
    return {
      opened,
      dispatched: count('dispatched'),
      called: count('called'),
      returned: count('returned'),
      desk,
      closed,
      void: voided,
      inFlight: opened - closed - voided - desk,
      dispatchP50Ms: percentile(waits, 0.5),
      dispatchP95Ms: percentile(waits, 0.95),
    };
  }
}

/** The smallest value that at least that share does not exceed. */
function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null;
}
