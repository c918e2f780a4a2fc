import { IsString, Length } from 'class-validator';
import type { TicketSheet } from '../ticket-sheet.js';
import { ActInput, type Act, type Order } from './act.js';
import { refusal } from './refusal.js';

export class StageInput extends ActInput {
  /** What it is called in the `limits.stages` of its item: 责令停止. */
  @IsString() @Length(1, 30) stage: string;
}

/** One of the stages of its item is done. */
export const recordStageAct: Act<StageInput> = {
  name: 'record-stage',
  label: '阶段完成登记',
  summary: 'Record that a stage of the item is done',
  input: StageInput,
  may: ({ clocks }) => clocks.running('stage') !== undefined,
  apply: recordStage,
};

function recordStage(sheet: TicketSheet, { actor, reason, stage }: Order<StageInput>): void {
  if (!sheet.clocks.running('stage', undefined, stage)) {
    const open = sheet.clocks.rows.filter(
      ({ kind, state }) => kind === 'stage' && (state === 'running' || state === 'paused'),
    );
    throw refusal('$.stage', `must be a stage that is still to be done: ${open.map(({ name }) => name).join(', ')}`);
  }
  sheet.clocks.meet('stage', undefined, stage);
  sheet.step({ act: 'stage-done', actor, to: sheet.ticket.state, reason, data: { stage } });
}
