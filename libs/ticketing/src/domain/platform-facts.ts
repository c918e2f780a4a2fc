import type { PublicStatus } from '#libs/contracts';

/** As much of a platform's configuration as ticketing decides by. */
export interface PlatformFacts {
  readonly code: string;
  readonly reports?: readonly PublicStatus[];
  readonly revisit?: 'source' | 'office';
}
