import { KafkaServer, testDatabases, Undo } from '#libs/testing/servers';
import { benches } from './benches.js';
import type { BenchResult } from './bench.js';
import type { BenchOptions } from './options.js';

/** Runs it; resolves to the exit code. Everything that was started has ended by then, and nothing of it is left. */
export async function runBench({ bench, quick, profile, json }: BenchOptions): Promise<number> {
  const undo = new Undo();
  const stopped = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => reject(new Error(`ended by ${signal}`)));
  });
  try {
    const result = await Promise.race([measure(), stopped]);
    console.error(`\n${result.table}\n`);
    for (const wrong of result.wrong) console.error(`wrong: ${wrong}`);
    if (json) console.log(JSON.stringify(result.numbers));
    return result.wrong.length > 0 ? 1 : 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  } finally {
    await undo.run();
  }

  async function measure(): Promise<BenchResult> {
    const begun = performance.now();
    const mariadb = (await testDatabases()).find(({ name }) => name === 'mariadb');
    if (!mariadb) throw new Error('MariaDB is missing: give its address in MYSQL_URL.');
    undo.push(() => mariadb.drop());
    const kafka = await KafkaServer.start();
    undo.push(() => kafka.stop());
    return benches[bench]({
      broker: kafka.broker,
      database: () => mariadb.url(),
      undo,
      quick,
      ...(profile === undefined ? {} : { profile }),
      say: (words) => console.error(`${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${words}`),
    });
  }
}
