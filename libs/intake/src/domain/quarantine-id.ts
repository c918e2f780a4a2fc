import { createHash } from 'node:crypto';

/** SHA-256 over (platform, raw bytes), lower hex: the same bytes sent twice are one quarantined item. */
export function quarantineIdOf(platform: string, raw: Uint8Array): string {
  return createHash('sha256').update(`${platform.length}:${platform}`, 'utf8').update(raw).digest('hex');
}
