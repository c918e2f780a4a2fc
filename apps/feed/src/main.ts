import '#libs/runtime/node-guard';

const { runTool } = await import('#libs/runtime');
const { readOptions, USAGE } = await import('./options.js');
const { runFeed } = await import('./run-feed.js');

await runTool(readOptions, USAGE, (options) =>
  runFeed(options).catch((error: Error) => {
    console.error(error.message);
    return 1;
  }),
);
