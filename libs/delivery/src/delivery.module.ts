import { Module } from '@nestjs/common';
import { DeliveryApiModule } from './delivery-api.module.js';
import { DeliveryWorkModule } from './delivery-work.module.js';

/** Everything that leaves goes out here: all doors in one process. */
@Module({ imports: [DeliveryApiModule, DeliveryWorkModule] })
export class DeliveryModule {}
