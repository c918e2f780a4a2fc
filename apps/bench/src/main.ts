import '#libs/runtime/node-guard';

const { runTool } = await import('#libs/runtime');
const { readOptions, USAGE } = await import('./options.js');
const { runBench } = await import('./run-bench.js');

await runTool(readOptions, USAGE, runBench);
