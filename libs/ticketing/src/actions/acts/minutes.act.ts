import { IsString, Length, Matches } from 'class-validator';
import { participantsOf } from '../attendance-steps.js';
import { isJoint } from '../joint.js';
import { ActInput, type Act } from './act.js';

export class MinutesInput extends ActInput {
  /** What was found and agreed, in words. Who was there is taken from the record. */
  @IsString() @Length(1, 20_000) @Matches(/\S/, { message: 'text must not be blank' }) text: string;
}

/** 会议纪要: the lead writes down what the joint enforcement came to. Before 办结 they may be written anew; the history keeps both. */
export const minutesAct: Act<MinutesInput> = {
  name: 'minutes',
  label: '会议纪要',
  summary: 'Write the minutes of the joint enforcement; without them it is not settled',
  input: MinutesInput,
  may: isJoint,
  apply: (sheet, { actor, reason, text }) => {
    const { ticket, now } = sheet;
    const participants = participantsOf(sheet);
    ticket.minutes = { round: ticket.round, text, by: actor, at: now.toISOString(), participants };
    sheet.settleDesk(sheet.openDeskItems('minutes-due'), actor, '已写会议纪要。');
    sheet.step({ act: 'minutes-written', actor, reason, data: { round: ticket.round, text, participants } });
  },
};
