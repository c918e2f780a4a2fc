import { IsOptional, Matches } from 'class-validator';
import { namedNotice, saidFor } from '../supervision/named-notice.js';
import { receiveNotice } from '../supervision/settle-notice.js';
import { ActInput, type Act } from './act.js';

export class ReceiptInput extends ActInput {
  /** Id of the notice; may be left out where only one waits. */
  @IsOptional() @Matches(/^[0-9a-z]{26}\.n\d{1,9}$/) notice?: string;
}

/** 督办签收, by the addressee; the office does it for an agency that has said so in another way. */
export const supervisionReceiptAct: Act<ReceiptInput> = {
  name: 'supervision-receipt',
  label: '督办签收',
  summary: 'Acknowledge a notice; by an account with a role of its addressee, or by the office for an agency',
  input: ReceiptInput,
  may: ({ ladder }) => ladder.open.some(({ receivedAt }) => receivedAt === null),
  apply: (sheet, order) => {
    const notice = namedNotice(sheet, order.notice, ({ receivedAt }) => receivedAt === null);
    receiveNotice(sheet, notice, { ...saidFor(sheet, notice, order), reason: order.reason });
  },
};
