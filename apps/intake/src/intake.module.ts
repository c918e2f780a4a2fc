import type { DynamicModule } from '@nestjs/common';
import { IntakeWorkModule, intakeSchema } from '#libs/intake';
import type { Settings } from '#libs/runtime';
import { house } from '#libs/service';

/** Takes in what platforms push and what is pulled from them. */
export function intake(settings: Readonly<Settings>): DynamicModule {
  return house(settings, { features: [IntakeWorkModule], schemas: [intakeSchema], whole: false });
}
