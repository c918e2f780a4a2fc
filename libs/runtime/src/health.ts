import { Injectable } from '@nestjs/common';

/**
 * Resolves to undefined when all is well, to a sentence that says what is wrong and what is affected, or to a note: something
 * that whoever looks should know, and that a restart would not mend.
 */
export type HealthCheck = () => Promise<string | { readonly note: string } | undefined>;

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
        const found = await Promise.race([check(), lateAnswer()]).catch((error: Error) => error.message);
        if (found === undefined) return [name, { ok: true }] as const;
        return [
          name,
          typeof found === 'string' ? { ok: false, detail: found } : { ok: true, detail: found.note },
        ] as const;
      }),
    );
    return { ready: results.every(([, result]) => result.ok), checks: Object.fromEntries(results) };
  }
}

function lateAnswer(): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('no answer within 2 s'), 2_000).unref());
}
