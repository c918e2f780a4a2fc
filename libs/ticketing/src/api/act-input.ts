import { IsBoolean, IsInt, IsOptional, IsString, Length, Matches, Max, MaxLength, Min } from 'class-validator';

/** Why somebody settles an item of the desk. */
export class ReasonInput {
  /** In words, kept in the history. */
  @IsString() @Length(1, 2000) @Matches(/\S/, { message: 'reason must not be blank' }) reason: string;
}

/** What a person does to a ticket. */
export class ActInput extends ReasonInput {
  /** The version that was looked at; with another one by now the act is refused. */
  @IsOptional() @IsInt() @Min(1) version?: number;
  /** assign: code of the agency. */
  @IsOptional() @IsString() @MaxLength(64) agency?: string;
  /** revisit: whether the resident calls it solved. */
  @IsOptional() @IsBoolean() solved?: boolean;
  /** revisit: 好差评, 5 = very satisfied … 1 = very dissatisfied. */
  @IsOptional() @IsInt() @Min(1) @Max(5) satisfaction?: number;
}
