import type { CallbackReceived } from '#libs/contracts';
import { allows } from '../domain/flow.js';
import { missingProofs, PROOF_NAMES, type Proof, type Result } from '../domain/proof.js';
import { REQUESTS, taskFlow } from '../domain/task.flow.js';
import type { Task } from '../persistence/task.entity.js';
import { callbackFacts } from './callback-facts.js';
import type { TicketSheet } from './ticket-sheet.js';

/**
 * 办结 needs a result in words, and a picture where the item says so. The callback with everything that was said of the result
 * so far; or undefined where something is missing still: then it is asked for at the desk, and the task stays in hand until it
 * is there or a person accepts it as it is.
 */
export function provedResult<C extends CallbackReceived>(sheet: TicketSheet, task: Task, callback: C): C | undefined {
  const asked = sheet.openDeskItems('proof').find((item) => item.taskId === task.id);
  const before = (asked?.data ?? {}) as Result & Pick<CallbackReceived, 'attachments'>;
  const opinion = callback.opinion ?? before.opinion;
  const attachments = [...(before.attachments ?? []), ...(callback.attachments ?? [])];
  const result = { ...(opinion !== undefined && { opinion }), ...(attachments.length > 0 && { attachments }) };
  const missing = missingProofs(result, sheet.rulebook.itemOf(sheet.ticket.item, sheet.now)?.proof);
  if (missing.length === 0) return { ...callback, ...result };
  const inHand =
    !REQUESTS.has(task.state) && allows(taskFlow, task.state, 'handling') ? { to: 'handling' as const } : {};
  sheet.step({
    act: 'result-incomplete',
    actor: callback.platform,
    task: { id: task.id, ...inHand },
    reason: callback.opinion,
    data: { ...callbackFacts(callback), missing },
  });
  const data = { ...result, missing };
  if (asked) Object.assign(asked, { note: noteOf(task, missing), data });
  else sheet.openDesk('proof', noteOf(task, missing), { taskId: task.id, data });
  return undefined;
}

function noteOf({ agencyName }: Task, missing: readonly Proof[]): string {
  const names = missing.map((proof) => PROOF_NAMES[proof]).join('、');
  return `${agencyName}报办结，但缺少${names}：请其补报，或说明理由予以认可。`;
}
