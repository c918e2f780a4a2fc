import { returnReason, type ReturnRules } from './return-rules.js';

/** A return as it was made, and what is known of the task and its ticket. */
export interface ReturnMade {
  readonly reasonCode?: string | undefined;
  readonly legalBasis?: string | undefined;
  readonly madeAt: Date;
  /** Until when the task may be returned; undefined when it was never known to have arrived. */
  readonly windowEndsAt?: Date | undefined;
  /** Whether a ruling has given this task to this agency. */
  readonly bound: boolean;
  /** Returns of the ticket's round before this one. */
  readonly earlier: number;
}

/** What a return comes to. */
export type ReturnJudgement =
  /** The agency was ruled upon: the office hears it, and nothing bounces. */
  | { readonly kind: 'objection' }
  /** What is missing is asked for at the desk; in words. */
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] }
  /** Past the window: the office may let it pass. */
  | { readonly kind: 'late' }
  /** The office decides where the ticket goes. */
  | { readonly kind: 'returned'; readonly number: number }
  /** One return too many: the deciding agency rules. */
  | { readonly kind: 'ruling'; readonly number: number };

/**
 * 退单: reason code and legal basis, window, count, ruling; in this order. Source: the mechanism's rule on returns (see
 * `config/rules/returns.yml`).
 */
export function judgeReturn(made: ReturnMade, rules: ReturnRules): ReturnJudgement {
  if (made.bound) return { kind: 'objection' };
  const missing = missingOf(made, rules);
  if (missing.length > 0) return { kind: 'incomplete', missing };
  if (made.windowEndsAt && made.madeAt > made.windowEndsAt) return { kind: 'late' };
  const number = made.earlier + 1;
  return { kind: number >= rules.most ? 'ruling' : 'returned', number };
}

/** What a return lacks, in words; empty when it is complete. */
export function missingOf(
  { reasonCode, legalBasis }: Pick<ReturnMade, 'reasonCode' | 'legalBasis'>,
  rules: ReturnRules,
): string[] {
  const reason = returnReason(rules, reasonCode);
  if (!reason)
    return [reasonCode ? `退单理由代码 ${reasonCode} 不在目录内` : '退单理由代码', ...basisIf(!legalBasis?.trim())];
  return basisIf(reason.basis && !legalBasis?.trim());
}

function basisIf(missing: boolean): string[] {
  return missing ? ['法定依据'] : [];
}
