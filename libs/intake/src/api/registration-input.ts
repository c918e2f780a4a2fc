import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, Length, Matches, MaxLength, ValidateNested } from 'class-validator';
import { GRADES, type Grade } from '#libs/contracts';
import { ReporterInput } from './event-input.js';

/** What a person takes in by hand, at the counter or on a patrol. */
export class RegistrationInput {
  @IsString() @Length(1, 200) @Matches(/\S/, { message: 'title must not be blank' }) title: string;
  @IsString() @Length(1, 20_000) @Matches(/\S/, { message: 'description must not be blank' }) description: string;
  /** One of the townships in `config/accounts.yml`; without it that of the account. */
  @IsOptional() @IsString() @MaxLength(32) township?: string;
  @IsOptional() @IsString() @MaxLength(500) address?: string;
  @IsOptional() @IsString() @MaxLength(100) category?: string;
  /** Code of a responsibility-list item (事项). */
  @IsOptional() @IsString() @MaxLength(64) item?: string;
  @IsOptional() @IsIn(GRADES) grade?: Grade;
  /** ISO 8601 with offset; left out when nobody knows. */
  @IsOptional() @IsString() @MaxLength(40) occurredAt?: string;
  @IsOptional() @ValidateNested() @Type(() => ReporterInput) reporter?: ReporterInput;
}
