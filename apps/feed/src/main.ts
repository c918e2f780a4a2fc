import '#libs/runtime/node-guard';

const { readOptions, USAGE } = await import('./options.js');
const { runFeed } = await import('./run-feed.js');

let options: ReturnType<typeof readOptions>;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
try {
  process.exitCode = await runFeed(options);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
