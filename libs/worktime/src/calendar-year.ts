/**
 * One year's days off and make-up working days, as the State Council publishes them (国务院办公厅关于某年部分节假日安排的通知):
 * one entry for each holiday of the notice.
 */
export interface CalendarYear {
  readonly year: number;
  /** Which notice it was taken from: what one looks up when a day is disputed. */
  readonly source: string;
  readonly holidays: readonly Holiday[];
}

export interface Holiday {
  /** 春节 */
  readonly name: string;
  /** First day off, `2026-02-15`. */
  readonly from: string;
  /** Last day off. */
  readonly to: string;
  /** Weekend days that are worked for it (调休上班). */
  readonly makeUp?: readonly string[];
}

/**
 * From this day of December on, a year is certain only when the next year's notice is known too: the notice for 2019 made
 * 29 December 2018, a Saturday, a working day and 31 December one off.
 */
export const UNCERTAIN_FROM = '12-25';
