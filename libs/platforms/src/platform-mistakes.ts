import type { PlatformSettings } from './platform-settings.js';
import { inboundSecretName } from './secret-names.js';

/** `counter` is where people register by hand: it has no platform. */
const RESERVED_CODE = 'counter';

/** What is wrong between the entries, and between the parts of one entry, each with its YAML path. */
export function platformMistakes(platforms: readonly PlatformSettings[]): string[] {
  return [
    ...twice(platforms, 'code', (platform) => platform.code),
    ...twice(platforms, 'inbound.clientId', (platform) =>
      platform.inbound?.auth === 'hmac' ? (platform.inbound.clientId ?? platform.code) : undefined,
    ),
    ...twice(platforms, 'inbound.secret', (platform) => platform.inbound && inboundSecretName(platform)),
    ...platforms.flatMap((platform, index) =>
      mistakesOfOne(platform).map((mistake) => `$.platforms[${index}].${mistake}`),
    ),
  ];
}

function twice(
  platforms: readonly PlatformSettings[],
  path: string,
  valueOf: (platform: PlatformSettings) => string | undefined,
): string[] {
  const seen = new Map<string, number>();
  return platforms.flatMap((platform, index) => {
    const value = valueOf(platform);
    if (value === undefined) return [];
    const first = seen.get(value);
    if (first === undefined) {
      seen.set(value, index);
      return [];
    }
    return [`$.platforms[${index}].${path}: "${value}" is already that of $.platforms[${first}]`];
  });
}

function mistakesOfOne(platform: PlatformSettings): string[] {
  const mistakes: string[] = [];
  if (platform.code === RESERVED_CODE)
    mistakes.push('code: "counter" is reserved for registration by hand; choose another code');
  if (platform.timezone !== undefined && !isZone(platform.timezone))
    mistakes.push(`timezone: "${platform.timezone}" is no IANA time zone such as Asia/Shanghai`);
  if (platform.pull?.length && !platform.outbound)
    mistakes.push('pull: it cannot be pulled from without `outbound`, which tells its address');
  if (platform.reports?.length && !platform.outbound)
    mistakes.push('reports: it cannot be told anything without `outbound`, which tells its address');
  const paths = (platform.pull ?? []).map((pull) => `${pull.kind} ${pull.path}`);
  if (new Set(paths).size < paths.length) mistakes.push('pull: two entries have the same kind and path');
  for (const [agency, theirs] of Object.entries(platform.agencies ?? {})) {
    if (typeof theirs !== 'string' || theirs === '')
      mistakes.push(`agencies.${agency}: must be a text; put a code of digits into quotes`);
  }
  return mistakes;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
