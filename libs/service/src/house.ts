import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { AccessModule } from '#libs/access';
import { BusModule, busSchema } from '#libs/bus';
import { PlatformsModule } from '#libs/platforms';
import { RuntimeModule, type Clock, type Settings } from '#libs/runtime';
import { StoreModule, type Schema } from '#libs/store';

/** What makes one process different from another. */
export interface Parts {
  readonly features: readonly Type[];
  /** The tables that its features use; those of the bus are always there. */
  readonly schemas: readonly Schema[];
  /** True when every handler there is stands in this process, so that a message nobody hears is a mistake. */
  readonly whole: boolean;
}

@Module({})
class HouseModule {}

/** The floors that every process stands on, and its own parts on top. */
export function house(settings: Readonly<Settings>, parts: Parts, clock?: Clock): DynamicModule {
  return {
    module: HouseModule,
    imports: [
      RuntimeModule.forRoot(settings, clock),
      StoreModule.forRoot({ schemas: [busSchema, ...parts.schemas] }),
      BusModule.forRoot({ partitions: settings.busPartitions, whole: parts.whole }),
      PlatformsModule.forRoot(),
      AccessModule.forRoot(),
      ...parts.features,
    ],
  };
}
