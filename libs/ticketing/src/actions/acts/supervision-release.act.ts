import { namedNotice } from '../supervision/named-notice.js';
import { releaseNotice } from '../supervision/settle-notice.js';
import type { Act } from './act.js';
import { ReceiptInput } from './supervision-receipt.act.js';

/** 解除督办: the office's word takes any rung off. The rungs above it still come while the agency is late: that ends by an extension, or by 办结. */
export const supervisionReleaseAct: Act<ReceiptInput> = {
  name: 'supervision-release',
  label: '解除督办',
  summary: 'Release a notice by the office’s word, with the reason; higher rungs still come while the agency is late',
  input: ReceiptInput,
  may: ({ ladder }) => ladder.open.length > 0,
  apply: (sheet, { actor, reason, notice: id }) => {
    const notice = namedNotice(sheet, id, () => true);
    releaseNotice(sheet, notice, { how: 'office', actor, reason });
  },
};
