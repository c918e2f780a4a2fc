/**
 * What stands behind `node` in every documented way of starting a process of ours: package.json, docker/, docs/operations.md.
 * Memory for a little more work of the collector, or none that could be measured: a young generation of 3 × 8 MB instead of
 * 3 × 16 is 40 to 60 MB less for an idle process, and what is old is looked through when it has grown by half, instead of
 * doubled and more, which is 70 to 230 MB less for a busy one.
 */
export const NODE_FLAGS = [
  '--disable-warning=TimeoutNegativeWarning',
  '--max-semi-space-size=8',
  '--heap-growing-percent=50',
];
