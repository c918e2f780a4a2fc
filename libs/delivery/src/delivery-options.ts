/** Times of the wall clock, which tests shorten. */
export class DeliveryOptions {
  /** After this long without a sign of life a worker is taken for dead. */
  leaseMs = 10_000;
  /** How long a shutdown waits for requests under way. */
  patienceMs = 8_000;
}
