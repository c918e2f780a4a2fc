/** Somebody else changed a row after it was loaded: nothing of this transaction may stay; load and decide anew. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';

  constructor(entity: string, expected: number, found: number) {
    super(`${expected - found} of ${expected} rows of ${entity} have changed since they were loaded`);
  }
}
