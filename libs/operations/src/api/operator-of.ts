import { IsString, Length, Matches } from 'class-validator';
import type { Principal } from '#libs/access';
import type { Operator } from '#libs/bus';
import { Problem } from '#libs/runtime';

/** Why it is done: without a reason nothing is. */
export class ReasonInput {
  /** In words, kept in the book of acts. */
  @IsString() @Length(1, 500) @Matches(/\S/, { message: 'reason must not be blank' }) reason: string;
}

/** Who acts, and why. Throws `forbidden` for a platform. */
export function operatorOf(principal: Principal, { reason }: ReasonInput): Operator {
  if (principal.kind !== 'person') throw new Problem('forbidden', 'Only people act on the bus.');
  return { actor: principal.account, reason: reason.trim() };
}
