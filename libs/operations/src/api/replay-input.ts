import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { messageOf, REPLAY_RATE, type ReplaySelection, type Topics } from '#libs/bus';
import { Problem } from '#libs/runtime';
import { checkHears } from './known-group.js';
import { knownTopic } from './known-topic.js';
import { ReasonInput } from './operator-of.js';

const ZONED = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:\d{2})$/;
const IsMoment = (): PropertyDecorator =>
  Matches(ZONED, { message: 'must be a time with its zone, as 2026-11-25T14:00:00+08:00' });

/** Open dead letters: all that is given must hold. */
export class LettersInput {
  @IsOptional() @IsString() @MaxLength(64) deadLetterId?: string;
  @IsOptional() @IsString() @MaxLength(64) messageId?: string;
  @IsOptional() @IsString() @MaxLength(200) key?: string;
  @IsOptional() @IsString() @MaxLength(16) fingerprint?: string;
  @IsOptional() @IsString() @MaxLength(64) group?: string;
  @IsOptional() @IsString() @MaxLength(64) type?: string;
  @IsOptional() @IsMoment() failedFrom?: string;
  @IsOptional() @IsMoment() failedBefore?: string;
}

/** A stretch of the log, for one group. */
export class RangeInput {
  @IsString() @Length(1, 64) group: string;
  /** Name of the topic or of its message type. */
  @IsString() @Length(1, 100) topic: string;
  @IsMoment() from: string;
  @IsMoment() before: string;
  /** Also what the group has handled: anew, each once a run. */
  @IsOptional() @IsBoolean() again?: boolean;
}

/** Which messages: either dead letters or a range. */
export class SelectionInput {
  @IsOptional() @ValidateNested() @Type(() => LettersInput) deadLetters?: LettersInput;
  @IsOptional() @ValidateNested() @Type(() => RangeInput) range?: RangeInput;
}

/** What is to be handled in place of the original of one dead letter; what is left out stays as it was. */
export class CorrectionInput {
  /** JSON text. */
  @IsOptional() @IsString() @MaxLength(2_000_000) body?: string;
  @IsOptional() @IsString() @MaxLength(64) type?: string;
  @IsOptional() @IsInt() @Min(1) @Max(1_000) version?: number;
  @IsOptional() @IsString() @Length(1, 200) key?: string;
}

export class ReplayInput extends ReasonInput {
  @ValidateNested() @Type(() => SelectionInput) selection: SelectionInput;
  /** Messages a second. */
  @IsOptional() @IsInt() @Min(1) @Max(REPLAY_RATE.most) rate?: number;
  @IsOptional() @ValidateNested() @Type(() => CorrectionInput) correction?: CorrectionInput;
}

/** Throws `invalid-fields` or `not-found` for a selection that names nothing, or what nobody hears. */
export async function selectionOf(topics: Topics, { deadLetters, range }: SelectionInput): Promise<ReplaySelection> {
  if ((deadLetters === undefined) === (range === undefined)) wrong('$.selection', 'give either deadLetters or range');
  if (deadLetters) {
    if (Object.values(deadLetters).every((value) => value === undefined))
      wrong('$.selection.deadLetters', 'say which: by id, key, fingerprint or another condition');
    checkMoments({ failedFrom: deadLetters.failedFrom, failedBefore: deadLetters.failedBefore });
    return { kind: 'dead-letters', ...deadLetters };
  }
  const { group, from, before, again = false, topic: named } = range as RangeInput;
  const topic = knownTopic(topics, named);
  await checkHears(topics, group, messageOf(topic));
  checkMoments({ from, before });
  if (new Date(from) >= new Date(before)) wrong('$.selection.range.before', 'must be later than from');
  return { kind: 'range', group, topic, from, before, again };
}

function checkMoments(times: Readonly<Record<string, string | undefined>>): void {
  for (const [name, text] of Object.entries(times))
    if (text !== undefined && Number.isNaN(Date.parse(text))) wrong(`$.selection…${name}`, 'there is no such time');
}

function wrong(path: string, message: string): never {
  throw new Problem('invalid-fields', `${path}: ${message}`, { errors: [{ path, message }] });
}
