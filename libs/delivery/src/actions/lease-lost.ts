/** Another worker has the lane by now: nothing of this one may be written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}
