/** A decision looked for rows that no load stage had asked for, so that missing and not loaded can't be told apart. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
}
