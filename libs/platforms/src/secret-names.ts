import type { PlatformSettings } from './platform-settings.js';

/** Name, in Secrets, of what the platform proves itself with to us. */
export function inboundSecretName(platform: PlatformSettings): string {
  return platform.inbound?.secret ?? `platforms.${platform.code}.inbound`;
}

/** Name, in Secrets, of what we prove ourselves with to the platform. */
export function outboundSecretName(platform: PlatformSettings): string {
  return platform.outbound?.secret ?? `platforms.${platform.code}.outbound`;
}
