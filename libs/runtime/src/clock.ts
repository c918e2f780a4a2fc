/** The only source of "now" for everything the mechanism decides. Authentication windows use the wall clock instead. */
export abstract class Clock {
  abstract now(): Date;
  /** Milliseconds of this clock in one of the wall clock. */
  readonly rate: number = 1;
  /** Wall-clock milliseconds until the clock shows `due`; 0 when it is past. For timers. */
  abstract millisecondsUntil(due: Date): number;
}

export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
  millisecondsUntil(due: Date): number {
    return Math.max(0, due.getTime() - Date.now());
  }
}

/** Runs `rate` times as fast as the wall clock from the moment it is made: for demos, where days must pass in seconds. */
export class ScaledClock extends Clock {
  private readonly start = Date.now();
  constructor(override readonly rate: number) {
    super();
  }
  now(): Date {
    return new Date(this.start + (Date.now() - this.start) * this.rate);
  }
  millisecondsUntil(due: Date): number {
    return Math.max(0, (due.getTime() - this.now().getTime()) / this.rate);
  }
}

/** Stands still until it is told otherwise: for tests. Timers on it fire at once when the time is past, else after 5 ms looks. */
export class SetClock extends Clock {
  constructor(private time: Date) {
    super();
  }
  now(): Date {
    return new Date(this.time);
  }
  set(time: Date): void {
    this.time = new Date(time);
  }
  advance(milliseconds: number): void {
    this.time = new Date(this.time.getTime() + milliseconds);
  }
  millisecondsUntil(due: Date): number {
    return due.getTime() <= this.time.getTime() ? 0 : 5;
  }
}
