import type { Attendance } from './attendance.js';

/** 联合执法 of one round of a ticket: who was convened, by whom, when and where to. Kept with the ticket. */
export interface JointEnforcement {
  readonly round: number;
  /** Code of the agency that leads; it writes the minutes. */
  readonly lead: string;
  /** Account, or `system` where the responsibility list says so. */
  readonly convenedBy: string;
  /** ISO 8601. */
  readonly convenedAt: string;
  /** The appointed time, ISO 8601, and place; missing until a person has named them. */
  readonly at?: string;
  readonly place?: string;
}

/** One who was there, or was not, as the record has it. */
export interface Participant {
  readonly taskId: string;
  readonly agency: string;
  readonly agencyName: string;
  readonly role: 'lead' | 'help';
  readonly attendance: Attendance;
  readonly arrivedAt?: string;
  readonly place?: string;
  /** Why it was waived. */
  readonly waiver?: string;
}

/** Minutes (会议纪要) of the joint enforcement of one round. */
export interface Minutes {
  readonly round: number;
  readonly text: string;
  /** Account. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
  readonly participants: readonly Participant[];
}

/** What a ticket was closed with. */
export interface Closing {
  readonly round: number;
  /** Account or platform. */
  readonly by: string;
  /** Whether a revisit led there, the source said so, the office did with a reason, or it went with its main ticket (合并). */
  readonly how: 'revisit' | 'source' | 'office' | 'main';
  /** Code of the outcome of the revisit of this round; missing when nobody asked: that gate was passed by. */
  readonly revisit?: string;
  /** The level of 好差评 that was last given. */
  readonly satisfaction?: number;
}
