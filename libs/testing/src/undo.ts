const EACH_WITHIN_MS = 20_000;

/** What has to be done at the end, whatever happens in between: the last first, each bounded, none hindering the next. */
export class Undo {
  private readonly steps: (() => unknown)[] = [];

  push(step: () => unknown): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.steps.pop(); step; step = this.steps.pop()) await attempt(step);
  }
}

async function attempt(step: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('took too long')), EACH_WITHIN_MS);
  });
  try {
    await Promise.race([step(), late]);
  } catch (error) {
    console.error(`tidying up: ${(error as Error).message}`);
  } finally {
    clearTimeout(timer);
  }
}
