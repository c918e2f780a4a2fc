import { Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from '#libs/access';
import { BusModule, busSchema } from '#libs/bus';
import { DeliveryModule, deliverySchema } from '#libs/delivery';
import { IntakeModule, intakeSchema } from '#libs/intake';
import { OperationsModule } from '#libs/operations';
import { PlatformsModule } from '#libs/platforms';
import { RuntimeModule, type Clock, type Settings } from '#libs/runtime';
import { StoreModule } from '#libs/store';
import { TicketingModule, ticketingSchema } from '#libs/ticketing';

@Module({})
class AllInOneModule {}

/** The whole line in one process. */
export function allInOne(settings: Readonly<Settings>, clock?: Clock): DynamicModule {
  return {
    module: AllInOneModule,
    imports: [
      RuntimeModule.forRoot(settings, clock),
      StoreModule.forRoot({ schemas: [busSchema, intakeSchema, ticketingSchema, deliverySchema] }),
      BusModule.forRoot({ partitions: settings.busPartitions, whole: true }),
      PlatformsModule.forRoot(),
      AccessModule.forRoot(),
      IntakeModule,
      TicketingModule,
      DeliveryModule,
      OperationsModule,
    ],
  };
}
