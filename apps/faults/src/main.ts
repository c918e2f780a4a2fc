import '#libs/runtime/node-guard';

const { runTool } = await import('#libs/runtime');
const { readOptions, USAGE } = await import('./options.js');
const { runFaults } = await import('./run-faults.js');

await runTool(readOptions, USAGE, runFaults);
