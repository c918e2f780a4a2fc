import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import type { CalendarYear, Holiday } from '#libs/worktime';

export class CalendarHoliday implements Holiday {
  @IsString() @Length(1, 50) name: string;
  @IsString() from: string;
  @IsString() to: string;
  @IsOptional() @IsArray() @IsString({ each: true }) makeUp?: string[];
}

/** The shape of `config/calendar/<year>.yml`. What the dates mean, and that they fit together, the calendar checks. */
export class CalendarFile implements CalendarYear {
  @IsInt() year: number;
  @IsString() @Length(1, 200) source: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => CalendarHoliday) holidays: CalendarHoliday[];
}
