import { IsISO8601, IsObject, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { LIST_NAME } from '../domain/responsibilities.js';

/** A new draft of the responsibility list. */
export class NewListInput {
  /** 1 to 32 characters without blanks and without / ? # %; never given before. */
  @Matches(LIST_NAME, { message: 'name must be 1 to 32 characters without blanks and without / ? # % \\' })
  name: string;
  /** Name of the version that it is a copy of; without it, the one in force. */
  @IsOptional() @IsString() @Length(1, 32) from?: string;
  /** What it is about. */
  @IsOptional() @IsString() @MaxLength(500) note?: string;
}

/** What is said of a draft beside its items. */
export class ListDetailsInput {
  @IsOptional() @IsString() @MaxLength(500) note?: string;
  /** Source → township whose stations get its events that name none. */
  @IsOptional() @IsObject() defaultTownship?: Record<string, string>;
}

/** Gives a version up. */
export class WithdrawInput {
  /** In words, kept with the version. */
  @IsString() @Length(1, 2000) @Matches(/\S/, { message: 'reason must not be blank' }) reason: string;
}

/** Puts a draft into force. */
export class PublishInput extends WithdrawInput {
  /** With its zone, a minute ahead or more; without it, in a minute. */
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/(Z|[+-]\d{2}:\d{2})$/, { message: 'effectiveFrom must name its zone' })
  effectiveFrom?: string;
}
