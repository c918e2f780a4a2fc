import { Type } from 'class-transformer';
import { ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { PlatformSettings } from './platform-settings.js';

/** The shape of `config/platforms.yml`. */
export class PlatformsFile {
  @IsArray()
  @ArrayMinSize(1)
  @ValidateNested({ each: true })
  @Type(() => PlatformSettings)
  platforms: PlatformSettings[];
}
