import { IsIn, IsNumber, IsOptional, IsString, MaxLength } from 'class-validator';
import { COORDINATE_SYSTEMS, type CoordinateSystem } from './vocabulary.js';

/** Where it happened. Coordinates stay as the source gave them; they are converted for display only. */
export class Place {
  /** Township code, nine digits of GB/T 10114, e.g. `371402101`. */
  @IsOptional() @IsString() @MaxLength(32) township?: string;
  /** Grid code in the source's own scheme. */
  @IsOptional() @IsString() @MaxLength(64) grid?: string;
  @IsOptional() @IsString() @MaxLength(500) address?: string;
  /** Degrees. */
  @IsOptional() @IsNumber() longitude?: number;
  /** Degrees. */
  @IsOptional() @IsNumber() latitude?: number;
  @IsOptional() @IsIn(COORDINATE_SYSTEMS) crs?: CoordinateSystem;
}
