/** Something that working time cannot be counted with: a calendar, hours or a limit with mistakes; all of them, in words. */
export class WorktimeError extends Error {
  override readonly name = 'WorktimeError';
  constructor(
    what: string,
    /** Each with its path in what was given. */
    readonly mistakes: readonly string[],
  ) {
    super(`${what} cannot be used: ${mistakes.join('; ')}`);
  }
}
