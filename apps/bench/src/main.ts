import '#libs/runtime/node-guard';

const { readOptions, USAGE } = await import('./options.js');
const { runBench } = await import('./run-bench.js');

let options: ReturnType<typeof readOptions>;
try {
  options = readOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`);
  process.exit(2);
}
process.exit(await runBench(options));
