/** The question marks of a list of values in a raw query: `IN (${marks(ids)})`. */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(',');
}
