import type { DataSource } from 'typeorm';
import { Doors, type Answer, type Ticket } from './doors.js';
import type { Outside } from './outside.js';

/** A running Huying, whatever its shape. */
export interface Huying {
  /** Where platforms push. */
  readonly intakeUrl: string;
  /** Where people look and act, and where platforms look. */
  readonly consoleUrl: string;
  readonly database: DataSource;
  /** Resolves when what waited before has waited half an hour of the mechanism's time, or soon will have. */
  passHalfAnHour(): Promise<void>;
}

/** Huying and the outside world, as one sees them over HTTP. */
export class County {
  private readonly doors: Doors;

  constructor(
    readonly huying: Huying,
    readonly outside: Outside,
  ) {
    this.doors = new Doors(huying, outside.secrets);
  }

  get simulator(): Outside['simulator'] {
    return this.outside.simulator;
  }

  push(...given: Parameters<Doors['push']>): Promise<Answer> {
    return this.doors.push(...given);
  }

  look(...given: Parameters<Doors['look']>): Promise<Answer> {
    return this.doors.look(...given);
  }

  person(...given: Parameters<Doors['person']>): Promise<Answer> {
    return this.doors.person(...given);
  }

  ticket(id: string): Promise<Ticket> {
    return this.doors.ticket(id);
  }

  until(...given: Parameters<Doors['until']>): Promise<Ticket> {
    return this.doors.until(...given);
  }

  /** What the platform's own books say that it was told and did, in order. */
  told(platform: string, ticketId: string): string[] {
    return this.simulator.books
      .effects(platform)
      .filter(({ ticket }) => ticket === ticketId)
      .map(({ purpose, status }) => status ?? purpose);
  }
}
