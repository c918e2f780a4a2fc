import type { Circumstances, Decision } from '#libs/bus';
import type { InboundQuarantined } from '#libs/contracts';
import { insert, loadStage, type LoadStage } from '#libs/store';
import { DeskItem } from '../persistence/desk-item.entity.js';

export const quarantineStages: readonly LoadStage<InboundQuarantined>[] = [
  loadStage(DeskItem, 'id', (item) => [deskItemId(item)]),
];

/** Something that could not be read waits at the desk; the same bytes sent again are the same item. */
export function registerQuarantine(item: InboundQuarantined, { view, now }: Circumstances): Decision {
  if (view.get(DeskItem, deskItemId(item))) return { changes: [] };
  const { quarantineId, platform, kind, code, detail, size, receivedAt } = item;
  const what = kind === 'event' ? '事件' : '回执';
  return {
    changes: [
      insert(DeskItem, {
        id: deskItemId(item),
        version: 1,
        kind: 'quarantined',
        ticketId: null,
        taskId: null,
        note: `平台 ${platform} 的一条${what}无法识别，已隔离：${detail}`,
        data: { quarantineId, platform, kind, code, size, receivedAt },
        assignedTo: null,
        openedAt: now,
        settledAt: null,
        settledBy: null,
        settlement: null,
      }),
    ],
  };
}

function deskItemId({ quarantineId }: InboundQuarantined): string {
  return `quarantine.${quarantineId}`;
}
