import { Module, type DynamicModule } from '@nestjs/common';
import { join } from 'node:path';
import { Clock, Secrets, Settings } from '#libs/runtime';
import { Channels } from './channels.js';
import { dialects } from './dialects.js';
import { PlatformDirectory } from './platform-directory.js';

/** The configured platforms and the channels to them, for every part of the house. */
@Module({})
export class PlatformsModule {
  static forRoot(): DynamicModule {
    return {
      module: PlatformsModule,
      global: true,
      providers: [
        {
          provide: PlatformDirectory,
          inject: [Settings, Clock],
          useFactory: (settings: Settings, clock: Clock) =>
            PlatformDirectory.read(join(settings.configDir, 'platforms.yml'), dialects, clock),
        },
        {
          provide: Channels,
          inject: [PlatformDirectory, Secrets],
          useFactory: (directory: PlatformDirectory, secrets: Secrets) => new Channels(directory, secrets),
        },
      ],
      exports: [PlatformDirectory, Channels],
    };
  }
}
