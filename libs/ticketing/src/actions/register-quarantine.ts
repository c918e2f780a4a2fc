import type { Circumstances, Decision } from '#libs/bus';
import type { InboundQuarantined } from '#libs/contracts';
import { loadStage, type LoadStage } from '#libs/store';
import type { Rulebook } from '../domain/rulebook.js';
import { DeskItem } from '../persistence/desk-item.entity.js';
import { newDeskItem, openingOf } from './desk/new-desk-item.js';

export const quarantineStages: readonly LoadStage<InboundQuarantined>[] = [
  loadStage(DeskItem, 'id', (item) => [deskItemId(item)]),
];

/** Something that could not be read waits at the desk; the same bytes sent again are the same item. */
export function registerQuarantine(
  item: InboundQuarantined,
  { view, now }: Circumstances,
  rulebook: Rulebook,
): Decision {
  if (view.get(DeskItem, deskItemId(item))) return { changes: [] };
  const { quarantineId, platform, kind, code, detail, size, receivedAt } = item;
  const what = kind === 'event' ? '事件' : '回执';
  const desk = newDeskItem({
    id: deskItemId(item),
    kind: 'quarantined',
    ticketId: null,
    taskId: null,
    note: `平台 ${platform} 的一条${what}无法识别，已隔离：${detail}`,
    data: { quarantineId, platform, kind, code, size, receivedAt },
    assignedTo: null,
    openedAt: now,
    dueAt: rulebook.desk.dueAt('quarantined', now, rulebook.times.office),
    township: null,
  });
  return { changes: openingOf(desk) };
}

function deskItemId({ quarantineId }: InboundQuarantined): string {
  return `quarantine.${quarantineId}`;
}
