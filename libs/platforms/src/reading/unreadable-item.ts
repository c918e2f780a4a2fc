/** One item cannot be read or mapped: it goes into quarantine, and the others of its body go on. */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
  constructor(
    /** Stable, e.g. `unmapped-status`. */
    readonly code: string,
    /** For the desk; holds no personal data. */
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}
