import { IsString, Length, Matches } from 'class-validator';
import type { Ticket } from '../../persistence/ticket.entity.js';
import type { TicketSheet } from '../ticket-sheet.js';

/** What every act takes; an act that takes more has a class of its own. */
export class ActInput {
  /** Why, in words; kept in the history. */
  @IsString() @Length(1, 2000) @Matches(/\S/, { message: 'reason must not be blank' }) reason: string;
}

/** What an act is given: its checked body, and the account that acts with the codes of its roles. */
export type Order<I extends ActInput = ActInput> = Readonly<I> & {
  readonly actor: string;
  readonly roles: readonly string[];
};

/** Something that a person may do to a ticket. One file each, listed in `acts.ts`: that is its route and its document. */
export interface Act<I extends ActInput = ActInput> {
  /** Last part of its path: `POST /v1/tickets/<ticket>/acts/<name>`. */
  readonly name: string;
  /** What people see. */
  readonly label: string;
  /** One line for the document of the interface. */
  readonly summary: string;
  /** Class of the body. A field that it does not have is refused, with every other mistake. */
  readonly input: new () => I;
  /** Whether it is possible as the ticket stands: by the flow, and by who is waited for. */
  may(sheet: TicketSheet): boolean;
  /** Ticket id of the one other ticket that it is about, if it is about two. */
  other?(order: Order<I>, ticket: Readonly<Ticket> | undefined): string | undefined;
  /** Takes the steps on the sheet. Throws the Problem `invalid-fields` for what only the ticket or the rulebook can refuse. */
  apply(sheet: TicketSheet, order: Order<I>, other: TicketSheet | undefined): void;
}
