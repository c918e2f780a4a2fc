import { Type } from 'class-transformer';
import {
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { PUBLIC_STATUSES, type PublicStatus } from '#libs/contracts';

/** How a caller proves who it is. `key`: one header. `hmac`: signature over method, path, body hash, timestamp and nonce. */
export class InboundSettings {
  @IsIn(['key', 'hmac']) auth: 'key' | 'hmac';
  /** Client id in the signature headers; default: the platform's code. */
  @IsOptional() @IsString() clientId?: string;
  /** Name of the secret; default `platforms.<code>.inbound`. */
  @IsOptional() @IsString() secret?: string;
  /** Requests per second on average, and how many at once. */
  @IsOptional() @IsNumber() @Min(0.1) @Max(10_000) ratePerSecond?: number;
  @IsOptional() @IsInt() @Min(1) @Max(20_000) burst?: number;
}

/** How we reach it. */
export class OutboundSettings {
  @IsIn(['http']) channel: 'http';
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true }) baseUrl: string;
  /** `none`, `key` (header X-Api-Key), `hmac` (our strict signature) or `gateway` (client id + timestamp + nonce only). */
  @IsIn(['none', 'key', 'hmac', 'gateway']) auth: 'none' | 'key' | 'hmac' | 'gateway';
  @IsOptional() @IsString() clientId?: string;
  /** Name of the secret; default `platforms.<code>.outbound`. */
  @IsOptional() @IsString() secret?: string;
  @IsOptional() @IsInt() @Min(100) @Max(120_000) timeoutMs?: number;
  /** Requests under way at once. */
  @IsOptional() @IsInt() @Min(1) @Max(64) concurrency?: number;
  @IsOptional() @IsNumber() @Min(0.1) ratePerSecond?: number;
  /** True only when the platform's operator says that the same idempotency key twice has one effect. */
  @IsOptional() @IsBoolean() idempotent?: boolean;
  /** True when the platform must have the reporter's name and phone; they are opened for it at sending. */
  @IsOptional() @IsBoolean() needsReporter?: boolean;
}

export class PullSettings {
  @IsIn(['events', 'callbacks']) kind: 'events' | 'callbacks';
  @IsString() @Matches(/^\//) path: string;
  @IsNumber() @Min(0.1) @Max(86_400) everySeconds: number;
  /** Read again what lies this far behind the cursor: late rows appear there. */
  @IsOptional() @IsInt() @Min(0) overlapSeconds?: number;
  @IsOptional() @IsInt() @Min(1) @Max(1000) pageSize?: number;
}

/** One configured outside system: `config/platforms.yml` holds a list of these. */
export class PlatformSettings {
  @Matches(/^[a-z][a-z0-9-]{0,31}$/) code: string;
  @IsString() @MaxLength(100) name: string;
  @IsString() dialect: string;
  /** Raise it when the platform starts its event numbers anew. */
  @IsOptional() @IsInt() @Min(0) epoch?: number;
  /** IANA zone in which its zone-less times are read. */
  @IsOptional() @IsString() timezone?: string;
  @IsOptional() @ValidateNested() @Type(() => InboundSettings) inbound?: InboundSettings;
  @IsOptional() @ValidateNested() @Type(() => OutboundSettings) outbound?: OutboundSettings;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => PullSettings) pull?: PullSettings[];
  /** Public statuses that it wants to be told about events of its own. */
  @IsOptional() @IsArray() @ArrayUnique() @IsIn(PUBLIC_STATUSES, { each: true }) reports?: PublicStatus[];
  /** Who asks the resident after 办结: the source itself (by callback), or the office. */
  @IsOptional() @IsIn(['source', 'office']) revisit?: 'source' | 'office';
  /** Our agency code → the platform's. */
  @IsOptional() @IsObject() agencies?: Record<string, string>;
  /** The dialect's own part, checked by the dialect. */
  @IsOptional() @IsObject() mapping?: Record<string, unknown>;
}
