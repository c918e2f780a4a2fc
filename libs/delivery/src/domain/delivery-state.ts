import type { DeliveryOutcome } from '#libs/contracts';

/**
 * `waiting`: to be sent when it is due. `started`: a request may be on its way. `unknown`: it may have arrived; the platform
 * is asked when it is due. The outcomes are ends.
 */
export const OPEN_STATES = ['waiting', 'started', 'unknown'] as const;
export type OpenState = (typeof OPEN_STATES)[number];
export type DeliveryState = OpenState | DeliveryOutcome;

export function isOpen(state: DeliveryState): state is OpenState {
  return (OPEN_STATES as readonly string[]).includes(state);
}
