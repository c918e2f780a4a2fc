/** What the keys have heard, as `1,2,3`, held against what they were to hear. */
export function checkHeard(
  heard: ReadonlyMap<string, string>,
  expected: ReadonlyMap<string, string>,
): { unhandled: number; outOfOrder: number } {
  let unhandled = 0;
  let outOfOrder = 0;
  for (const [key, versions] of expected) {
    const known = new Set((heard.get(key) ?? '').split(','));
    unhandled += versions.split(',').filter((version) => !known.has(version)).length;
  }
  for (const versions of heard.values()) {
    const inOrder = versions.split(',').map((_, index) => index + 1);
    if (versions !== inOrder.join()) outOfOrder++;
  }
  return { unhandled, outOfOrder };
}
