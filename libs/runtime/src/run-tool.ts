/** A tool on the command line: its words read, or the usage and exit code 2; then it runs, and ends with what `run` resolves to. */
export async function runTool<O>(
  read: (words: string[]) => O,
  usage: string,
  run: (options: O) => Promise<number>,
): Promise<never> {
  let options: O;
  try {
    options = read(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
  process.exit(await run(options));
}
