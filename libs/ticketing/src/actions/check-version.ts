import { Problem, type MeanwhileChange } from '#libs/runtime';

/** Throws `version-stale` when somebody looked at versions (`If-Match`) that are not the present one. */
export function checkVersion(
  lookedAt: readonly number[] | undefined,
  present: number,
  changes?: readonly MeanwhileChange[],
): void {
  if (lookedAt === undefined || lookedAt.includes(present)) return;
  throw new Problem(
    'version-stale',
    `You looked at version ${lookedAt.join(' or ')}; it is ${present} by now: look again.`,
    changes && { changes: [...changes] },
  );
}
