import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateNested } from 'class-validator';
import { deadlineOf, LIMIT_UNITS, type Limit, type WorkingTime } from '#libs/worktime';
import { DESK_KINDS, type DeskKind } from './desk-kinds.js';
import { LimitSetting } from './limit-settings.js';

/** The shape of `config/rules/desk.yml`, which explains every field. */
export class DeskFile {
  @IsOptional() @ValidateNested() @Type(() => LimitSetting) claim?: LimitSetting;
  /** By kind, and `default`. */
  @IsOptional() @IsObject() waits?: Record<string, Limit>;
}

const WORKING_HOUR = 'working-hour';

/** As `config/rules/desk.yml` is shipped. */
export const DEFAULT_DESK_RULES = {
  claim: { amount: 8, unit: WORKING_HOUR },
  waits: {
    default: { amount: 1, unit: 'workday' },
    'no-match': { amount: 4, unit: WORKING_HOUR },
    ambiguous: { amount: 4, unit: WORKING_HOUR },
    'no-township': { amount: 4, unit: WORKING_HOUR },
    unconfirmed: { amount: 2, unit: WORKING_HOUR },
    undeliverable: { amount: 4, unit: WORKING_HOUR },
    refused: { amount: 4, unit: WORKING_HOUR },
    extension: { amount: 1, unit: 'workday' },
    suspension: { amount: 2, unit: 'workday' },
  },
} as const;

/** How long what waits at the desk may wait, and how long it may be in one person's hands. */
export class DeskRules {
  private readonly claim: Limit;
  private readonly waits: Readonly<Record<string, Limit>>;

  constructor(file: DeskFile = {}) {
    this.claim = file.claim ?? DEFAULT_DESK_RULES.claim;
    this.waits = { ...DEFAULT_DESK_RULES.waits, ...file.waits };
  }

  waitOf(kind: DeskKind): Limit {
    return this.waits[kind] ?? this.waits.default!;
  }

  /** Until when an item that was opened then should be settled. */
  dueAt(kind: DeskKind, openedAt: Date, office: WorkingTime): Date {
    return deadlineOf(office, { start: openedAt, limit: this.waitOf(kind) }).end!;
  }

  /** When a claim of that moment lapses. */
  lapsesAt(claimedAt: Date, office: WorkingTime): Date {
    return deadlineOf(office, { start: claimedAt, limit: this.claim }).end!;
  }
}

/** Waits of kinds that do not exist, or of no limit, each with its path; empty when all is well. */
export function deskRuleMistakes({ waits }: DeskFile): string[] {
  return Object.entries(waits ?? {}).flatMap(([kind, limit]) => {
    const path = `$.waits.${kind}`;
    if (kind !== 'default' && !Object.hasOwn(DESK_KINDS, kind))
      return [`${path}: nothing of that kind waits at the desk`];
    const { amount, unit } = (limit ?? {}) as Partial<Limit>;
    const known = LIMIT_UNITS.some((name) => name === unit);
    return Number.isInteger(amount) && amount! >= 0 && amount! <= 2_000 && known
      ? []
      : [`${path}: must be a limit, { amount: whole number from 0 to 2000, unit: ${LIMIT_UNITS.join(', ')} }`];
  });
}
