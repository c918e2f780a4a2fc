import { Module } from '@nestjs/common';
import { ListDeliveries } from './actions/list-deliveries.js';
import { DeliveriesController } from './api/deliveries.controller.js';

/** Looking at deliveries over HTTP. */
@Module({ controllers: [DeliveriesController], providers: [ListDeliveries] })
export class DeliveryApiModule {}
