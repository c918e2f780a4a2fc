import { Secrets } from '#libs/runtime';
import type { Options } from './options.js';
import { startSimulator } from './start-simulator.js';

/** The simulator as a process: runs until it is told to end. */
export async function runSimulator(options: Options): Promise<void> {
  const simulator = await startSimulator({
    ...options,
    secrets: new Secrets(options.secretsFile, process.env),
    // A new run reports new events, even into a Huying that has heard an earlier one.
    run: Date.now().toString(36),
  });
  console.log(`The outside world listens on ${simulator.url}; its books: ${simulator.url}/_books`);
  const end = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGINT', end).once('SIGTERM', end);
  if (options.events > 0) {
    await simulator.happen(options.events, options.rate);
    console.log(`${simulator.books.events().length} of ${options.events} events were taken by ${options.huyingUrl}`);
  }
}
