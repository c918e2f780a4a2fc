import type { DataSource } from 'typeorm';
import { messageTypes, ticketIdOf, type EventReceived, type TicketChanged } from '#libs/contracts';
import { Jobs, SetClock } from '#libs/runtime';
import type { LoadStage } from '#libs/store';
import { AfterBatch } from '../../bus/src/batch-hooks.js';
import { EmbeddedTransport } from '../../bus/src/embedded/embedded.transport.js';
import { topicOf } from '../../bus/src/envelope.js';
import { TransactionalUnitOfWork } from '../../bus/src/transactional-unit-of-work.js';
import { DueDeadlines } from '../../ticketing/src/actions/deadlines/due-deadlines.js';
import { eventStages } from '../../ticketing/src/actions/load-stages.js';
import { openTicket } from '../../ticketing/src/actions/open-ticket.js';
import type { Rulebook } from '../../ticketing/src/domain/rulebook.js';
import { FireDeadlinesJob } from '../../ticketing/src/jobs/fire-deadlines.job.js';
import { readRulebook } from '../../ticketing/src/read-rulebook.js';

const PLATFORMS = ['stations', 'xhxy', 'message-board'].map((code) => ({ code }));

/** Tickets with deadlines and the jobs that fire them, moved step by step by a spec: nothing happens by itself. */
export class DueLine {
  readonly clock: SetClock;
  private readonly transport: EmbeddedTransport;
  private readonly unitOfWork: TransactionalUnitOfWork;
  private readonly rulebook: Rulebook = readRulebook('config', PLATFORMS);
  private opened = 0;

  private constructor(
    private readonly dataSource: DataSource,
    now: Date,
  ) {
    this.clock = new SetClock(now);
    this.transport = new EmbeddedTransport(dataSource);
    this.unitOfWork = new TransactionalUnitOfWork(dataSource, this.transport, this.clock);
  }

  static async on(dataSource: DataSource, now: Date): Promise<DueLine> {
    const line = new DueLine(dataSource, now);
    await line.transport.prepare(messageTypes.map(({ name }) => ({ topic: topicOf(name), partitions: 1 })));
    return line;
  }

  /** A job as another process would have it: it knows what stands in the database and nothing else. */
  job(): FireDeadlinesJob {
    const due = new DueDeadlines(this.dataSource);
    return new FireDeadlinesJob(due, this.unitOfWork, this.clock, this.rulebook, new AfterBatch(), new Jobs());
  }

  /** Opens tickets at the present moment of the clock, in one transaction; their ids. */
  async open(count: number): Promise<string[]> {
    const events = Array.from({ length: count }, () => this.event());
    const together = eventStages.map((stage): LoadStage<EventReceived[]> => ({
      ...stage,
      values: (all, view) => all.flatMap((event) => stage.values(event, view)),
    }));
    await this.unitOfWork.act(events, together, (all, circumstances) => {
      const made = all.map((event) =>
        openTicket(event, circumstances, this.rulebook, () => `371402-20261125-${event.eventId}`),
      );
      return {
        changes: made.flatMap(({ changes }) => changes),
        messages: made.flatMap(({ messages }) => messages ?? []),
      };
    });
    return events.map(({ ticketId }) => ticketId);
  }

  /** `<ticket id> <act>` of the steps of deadlines, or of others that begin so, in the order in which they were said. */
  async said(beginning = 'deadline-'): Promise<string[]> {
    const rows = (await this.dataSource.query('SELECT body FROM bus_log WHERE topic = ? ORDER BY log_offset', [
      topicOf('ticket-changed'),
    ])) as { body: string }[];
    return rows
      .map(({ body }) => JSON.parse(body) as TicketChanged)
      .filter(({ act }) => act.startsWith(beginning))
      .map(({ ticketId, act }) => `${ticketId} ${act}`);
  }

  /** The same as the histories have it, in no order. */
  async recorded(beginning = 'deadline-'): Promise<string[]> {
    const rows = (await this.dataSource.query(
      'SELECT ticket_id AS ticketId, act FROM ticketing_history WHERE act LIKE ?',
      [`${beginning}%`],
    )) as { ticketId: string; act: string }[];
    return rows.map(({ ticketId, act }) => `${ticketId} ${act}`);
  }

  private event(): EventReceived {
    const eventId = String(++this.opened).padStart(6, '0');
    return {
      ticketId: ticketIdOf('grid', 0, eventId),
      source: 'grid',
      epoch: 0,
      eventId,
      contentHash: 'a'.repeat(64),
      entrance: 'push',
      receivedAt: this.clock.now().toISOString(),
      title: '路口占道经营',
      description: '示例路口有流动摊贩。',
      item: 'SX-0101',
      place: { township: '371402101' },
    };
  }
}
