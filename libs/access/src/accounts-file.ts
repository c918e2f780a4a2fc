import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { PERMISSIONS, type Permission } from './principal.js';

export class AccountSettings {
  @Matches(/^[a-z][a-z0-9-]{0,31}$/) id: string;
  @IsString() @Length(1, 50) name: string;
  @IsArray() @ArrayUnique() @IsIn(PERMISSIONS, { each: true }) permissions: Permission[];
  /** Codes of roles of agencies.yml: what is assigned to one of them at the desk is this account's too. */
  @IsOptional() @IsArray() @ArrayMaxSize(100) @ArrayUnique() @Length(1, 64, { each: true }) roles?: string[];
  /** Township code that its registrations get when the form names none. */
  @IsOptional() @IsString() @MaxLength(32) township?: string;
}

export class TownshipSettings {
  @IsString() @Length(1, 32) code: string;
  @IsString() @Length(1, 50) name: string;
}

/** The shape of `config/accounts.yml`. */
export class AccountsFile {
  @IsArray()
  @ArrayUnique((account: AccountSettings) => account.id)
  @ValidateNested({ each: true })
  @Type(() => AccountSettings)
  accounts: AccountSettings[];
  @IsArray()
  @ArrayUnique((township: TownshipSettings) => township.code)
  @ValidateNested({ each: true })
  @Type(() => TownshipSettings)
  townships: TownshipSettings[];
  @IsArray() @ArrayUnique() @IsString({ each: true }) @MaxLength(100, { each: true }) categories: string[];
}
