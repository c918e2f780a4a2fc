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
 * source has withdrawn nothing, so it goes back to the desk. When 问效 finds the main ticket back, the same has come back for
 * this one's resident, who was told that it is closed: it is opened again with it.
 */
export function followMain(
  main: { number: string; status: PublicStatus },
  { state, dissents }: { state: TicketState; dissents: boolean },
): Following {
  const name = `主工单${main.number}`;
  if (state === 'closed') return { act: 'reopened', to: 'merged', told: `${name}问效发现问题反弹，本单一并重办。` };
  if (main.status === 'VOID') return { act: 'unmerged', to: 'at-desk', told: `${name}已作废，本单另行处理。` };
  if (main.status !== 'CLOSED') return { act: 'main-moved', to: 'merged', told: `已并入${name}一并处理。` };
  if (dissents) return { act: 'unmerged', to: 'resolved', told: `${name}已结案，本单回访未解决，另行处理。` };
  return { act: 'closed', to: 'closed', told: `随${name}结案。` };
}
