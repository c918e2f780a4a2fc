/** The consumer group of this part. */
export const DELIVERY_GROUP = 'delivery';
