import type { Schema } from '#libs/store';
import { DeliveryAttempt } from './delivery-attempt.entity.js';
import { DeliveryLane } from './delivery-lane.entity.js';
import { DeliveryReference } from './delivery-reference.entity.js';
import { DeliveryRequest } from './delivery-request.entity.js';
import { Delivery } from './delivery.entity.js';
import { Delivery1764000000040 } from './delivery.migration.js';

export const deliverySchema: Schema = {
  name: 'delivery',
  entities: [Delivery, DeliveryRequest, DeliveryAttempt, DeliveryLane, DeliveryReference],
  migrations: [Delivery1764000000040],
};
