import { IsOptional, IsString, Length } from 'class-validator';

/** What may be said about taking an item of the desk or giving it back: `{}` will do. */
export class HoldItemInput {
  /** Why, kept in its log. */
  @IsOptional() @IsString() @Length(1, 2000) reason?: string;
}
