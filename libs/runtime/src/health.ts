import { Injectable } from '@nestjs/common';

/** Resolves to undefined when all is well, else to a sentence that says what is wrong and what is affected. */
export type HealthCheck = () => Promise<string | undefined>;

/** What this process needs in order to be useful; each part of the house adds its own check. */
@Injectable()
export class Health {
  private readonly checks = new Map<string, HealthCheck>();

  add(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** All checks, each at most 2 s. */
  async look(): Promise<{ ready: boolean; checks: Record<string, { ok: boolean; detail?: string }> }> {
    const results = await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        const detail = await Promise.race([check(), lateAnswer()]).catch((error: Error) => error.message);
        return [name, detail === undefined ? { ok: true } : { ok: false, detail }] as const;
      }),
    );
    return { ready: results.every(([, result]) => result.ok), checks: Object.fromEntries(results) };
  }
}

function lateAnswer(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('no answer within 2 s'), 2_000).unref());
}
