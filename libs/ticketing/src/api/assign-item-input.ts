import { Matches } from 'class-validator';
import { HoldItemInput } from './hold-item-input.js';

/** To whom an item of the desk is given. */
export class AssignItemInput extends HoldItemInput {
  /** An account, or `role:<code>`. */
  @Matches(/^([a-z][a-z0-9-]{0,31}|role:[A-Za-z0-9-]{1,58})$/, { message: 'to must be an account or role:<code>' })
  to: string;
}
