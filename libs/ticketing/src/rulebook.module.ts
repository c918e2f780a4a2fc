import { Module } from '@nestjs/common';
import { PlatformDirectory } from '#libs/platforms';
import { Settings } from '#libs/runtime';
import { Rulebook } from './domain/rulebook.js';
import { readRulebook } from './read-rulebook.js';

/** The county's rules, read once for all who decide by them. */
@Module({
  providers: [
    {
      provide: Rulebook,
      inject: [Settings, PlatformDirectory],
      useFactory: (settings: Settings, platforms: PlatformDirectory) =>
        readRulebook(
          settings.configDir,
          platforms.all().map((platform) => platform.settings),
        ),
    },
  ],
  exports: [Rulebook],
})
export class RulebookModule {}
