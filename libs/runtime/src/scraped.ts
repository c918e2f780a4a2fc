/** One look serves all scrapes of this long, so that many who look cost no more than one. */
const FRESH_MILLISECONDS = 5_000;
const PATIENCE_MILLISECONDS = 2_000;

/**
 * What a gauge is set from when somebody scrapes: `read` is called at most once in 5 s and never beside itself, and is waited
 * for 2 s at most. Resolves to undefined when there is no answer; never rejects, since a scrape must not fail because the
 * database is away.
 */
export function scraped<T>(read: () => Promise<T>): () => Promise<T | undefined> {
  let known: { readonly value: T; readonly at: number } | undefined;
  let reading: Promise<void> | undefined;
  const readAgain = async (): Promise<void> => {
    try {
      known = { value: await read(), at: performance.now() };
    } catch {
      known = undefined;
    } finally {
      reading = undefined;
    }
  };
  return async () => {
    if (known && performance.now() - known.at < FRESH_MILLISECONDS) return known.value;
    known = undefined;
    reading ??= readAgain();
    await Promise.race([reading, patience()]);
    // Set by the reading, in time or not at all.
    return (known as { readonly value: T } | undefined)?.value;
  };
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS).unref());
}
