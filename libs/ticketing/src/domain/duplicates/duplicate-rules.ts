import { ArrayUnique, IsArray, IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

/** By what two places can be the same. */
export const PLACE_EVIDENCE = ['coordinates', 'address', 'grid'] as const;
export type PlaceEvidence = (typeof PLACE_EVIDENCE)[number];

/** The shape of `config/rules/duplicates.yml`, which explains every field. */
export class DuplicateRules {
  @IsOptional() @IsBoolean() suggest?: boolean;
  /** Hours. */
  @IsOptional() @IsInt() @Min(1) @Max(24 * 90) within?: number;
  @IsOptional() @IsInt() @Min(1) @Max(2_000) metres?: number;
  @IsOptional() @IsArray() @ArrayUnique() @IsIn(PLACE_EVIDENCE, { each: true }) places?: PlaceEvidence[];
  @IsOptional() @IsInt() @Min(1) @Max(20) most?: number;
}

/** As shipped. */
export const DEFAULT_DUPLICATE_RULES = {
  suggest: true,
  within: 72,
  metres: 100,
  places: ['coordinates', 'address'],
  most: 5,
} as const satisfies Required<DuplicateRules>;

export type DuplicateRulesInForce = Readonly<Required<Omit<DuplicateRules, 'places'>>> & {
  readonly places: readonly PlaceEvidence[];
};

/** What a file names, and what is shipped for the rest. */
export function duplicateRulesInForce(rules: DuplicateRules): DuplicateRulesInForce {
  const named = Object.entries(rules).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_DUPLICATE_RULES, ...(Object.fromEntries(named) as DuplicateRules) } as DuplicateRulesInForce;
}
