import { Module } from '@nestjs/common';
import { PlatformDirectory } from '#libs/platforms';
import { Settings } from '#libs/runtime';
import { ListKeeperRegisters } from './actions/lists/list-keeper-registers.js';
import { ListKeeper } from './actions/lists/list-keeper.js';
import { ListReader } from './actions/lists/list-reader.js';
import { Rulebook } from './domain/rulebook.js';
import { readRulebook } from './read-rulebook.js';

/** The county's rules for all who decide by them: read once, and the responsibility list kept up to date. */
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
    ListReader,
    ListKeeperRegisters,
    ListKeeper,
  ],
  exports: [Rulebook, ListReader, ListKeeper],
})
export class RulebookModule {}
