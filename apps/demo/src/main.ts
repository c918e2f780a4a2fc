import '#libs/runtime/node-guard';

const { runTool } = await import('#libs/runtime');
const { readOptions, USAGE } = await import('./options.js');
const { runDemo } = await import('./run-demo.js');

await runTool(readOptions, USAGE, runDemo);
