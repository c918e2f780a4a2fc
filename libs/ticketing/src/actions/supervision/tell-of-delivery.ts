import type { DeliverySettled } from '#libs/contracts';
import type { SupervisedSheet } from './supervised-sheet.js';

const NOTES = {
  refused: '对方平台拒收或不能表达',
  undeliverable: '多次投递仍无法送达',
  unconfirmed: '可能已送达，未得到确认',
} as const;

/** How the delivery of a notice ended. What the agency may not have been told is the office's to tell it in another way. */
export function noteDeliveryOfNotice(sheet: SupervisedSheet, { deliveryId, outcome, detail }: DeliverySettled): void {
  const notice = sheet.ladder.rows.find((row) => row.deliveryId === deliveryId);
  if (!notice) return;
  notice.deliveryOutcome = outcome;
  if (outcome === 'accepted' || notice.releasedAt !== null || notice.receivedAt !== null) return;
  // A delivery that was undeliverable, and of which more is known now.
  if (sheet.openDeskItems('supervision-untold').some(({ data }) => data?.notice === notice.id)) return;
  const why = detail === undefined ? '' : `（${detail}）`;
  sheet.openDesk(
    'supervision-untold',
    `${notice.addresseeName}的${notice.name}：${NOTES[outcome]}${why}，请另行告知。`,
    {
      taskId: notice.taskId,
      data: { notice: notice.id },
    },
  );
}
