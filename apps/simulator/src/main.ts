import '#libs/runtime/node-guard';

const { readOptions, USAGE } = await import('./options.js');
const { runSimulator } = await import('./run-simulator.js');

try {
  await runSimulator(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(1);
}
