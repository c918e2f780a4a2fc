import type { PublicStatus } from '#libs/contracts';
import type { TicketState } from '../ticket.flow.js';

/** What becomes of a merged ticket when its main ticket comes to another public status. */
export interface Following {
  readonly act: string;
  readonly to: TicketState;
  /** What its source is told. */
  readonly told: string;
}

/**
 * A merged ticket tells its own source how the main one is getting on, and is closed with it: unless its own resident has said
 * that it is not solved (`dissents`), then it stands alone again. What voids the main ticket says nothing about this one: its
 * source has withdrawn nothing, so it goes back to the desk.
 */
export function followMain(main: { number: string; status: PublicStatus }, dissents: boolean): Following {
  const name = `主工单${main.number}`;
  if (main.status === 'VOID') return { act: 'unmerged', to: 'at-desk', told: `${name}已作废，本单另行处理。` };
  if (main.status !== 'CLOSED') return { act: 'main-moved', to: 'merged', told: `已并入${name}一并处理。` };
  if (dissents) return { act: 'unmerged', to: 'resolved', told: `${name}已结案，本单回访未解决，另行处理。` };
  return { act: 'closed', to: 'closed', told: `随${name}结案。` };
}
