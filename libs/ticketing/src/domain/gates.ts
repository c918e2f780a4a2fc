import { createHash } from 'node:crypto';
import { DEFAULT_GATES } from './default-gates.js';
import type { GateRules, RevisitOutcome } from './gate-rules.js';
import type { LimitSetting } from './limit-settings.js';
import { limitMistakes } from './limits.js';

/** What a revisit comes to. */
export type Judgement =
  /** Ask another time: nothing moves. */
  | { readonly kind: 'again'; readonly tries: number }
  /** The gate is passed; `solved` is null where the resident said nothing. */
  | { readonly kind: 'passed'; readonly solved: boolean | null }
  /** Another round is needed. */
  | { readonly kind: 'redo'; readonly because: 'unsolved' | 'bad-rating' };

/** 办结 → 回访 → 结案, then 问效: what lets a ticket through. */
export class Gates {
  readonly rules: Required<GateRules>;

  constructor(rules: GateRules = {}) {
    const named = Object.entries(rules).filter(([, value]) => value !== undefined);
    const given: Required<GateRules> = { ...DEFAULT_GATES, ...Object.fromEntries(named) };
    this.rules = { ...given, revisit: { ...DEFAULT_GATES.revisit, ...given.revisit } };
  }

  outcome(code: string): RevisitOutcome | undefined {
    return this.rules.revisit.outcomes.find((outcome) => outcome.code === code);
  }

  /** Whether that level of 好差评 is a 差评. */
  isBad(satisfaction: number | undefined): boolean {
    return this.rules.satisfaction.some(({ level, bad }) => bad && level === satisfaction);
  }

  levelName(satisfaction: number): string {
    return this.rules.satisfaction.find(({ level }) => level === satisfaction)?.name ?? String(satisfaction);
  }

  /**
   * What the resident's word leads to.
   * @param tries tries in vain before this one
   */
  judge({ means }: Pick<RevisitOutcome, 'means'>, satisfaction: number | undefined, tries: number): Judgement {
    if (means === 'unsolved') return { kind: 'redo', because: 'unsolved' };
    if (this.isBad(satisfaction)) return { kind: 'redo', because: 'bad-rating' };
    if (means === 'again' && tries + 1 < this.rules.revisit.tries) return { kind: 'again', tries: tries + 1 };
    return { kind: 'passed', solved: means === 'solved' ? true : null };
  }

  /** Whether what is unsolved after that round goes out again by itself; else a person decides: there is no loop without end. */
  redoesByItself(round: number): boolean {
    return round <= this.rules.redo.automatic;
  }

  /** Whether a ticket is among those that are looked at again (问效). The same ticket always gets the same answer. */
  samples(ticketId: string, rate: number = this.rules.audit.rate): boolean {
    const draw = createHash('sha256').update(ticketId).digest().readUIntBE(0, 6) / 2 ** 48;
    return draw < rate;
  }
}

/** What the rules say that cannot hold, each with its path; empty when all is well. */
export function gateMistakes({ revisit, satisfaction, rectify, audit }: GateRules): string[] {
  const meanings = new Set(revisit?.outcomes.map(({ means }) => means));
  const missing = (['solved', 'unsolved'] as const).filter((means) => revisit && !meanings.has(means));
  return [
    ...missing.map((means) => `$.revisit.outcomes: no outcome means ${means}, so no revisit could say it`),
    ...(satisfaction?.every(({ bad }) => bad)
      ? ['$.satisfaction: a level must be good, or no ticket ever closes']
      : []),
    ...(rectify ? limitMistake(rectify, '$.rectify') : []),
    ...(audit ? limitMistake(audit.after, '$.audit.after') : []),
    ...(revisit?.source ? limitMistake(revisit.source, '$.revisit.source') : []),
  ];
}

function limitMistake(limit: LimitSetting, path: string): string[] {
  return limitMistakes({ finish: limit }, '$').map((mistake) => mistake.replace('$.finish', path));
}
