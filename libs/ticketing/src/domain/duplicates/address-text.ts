/** Below this an address names a village or a street, not a place on it. */
const LEAST_LENGTH = 6;
const VAGUE_END = /(?:附近|旁边|旁|门口|对面|那里|这里|处)+$/u;

/**
 * An address in the form in which two spellings of it are equal: full and half width alike, without blanks and punctuation, and
 * without what stands before and in `areas` (names of county and township, the wider first), which one source writes and the next
 * leaves out. Empty when nothing else was said.
 */
export function plainAddress(address: string, areas: readonly string[]): string {
  let text = address
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  for (const area of areas) {
    const at = text.indexOf(area);
    if (at >= 0) text = text.slice(at + area.length);
  }
  return text.replace(VAGUE_END, '');
}

/** The same, for telling places apart by it alone: undefined when too little is left to name one. */
export function addressText(address: string, areas: readonly string[]): string | undefined {
  const text = plainAddress(address, areas);
  return text.length < LEAST_LENGTH ? undefined : text;
}
