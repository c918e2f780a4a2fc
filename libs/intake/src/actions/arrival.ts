import type { Publication } from '#libs/bus';
import type { Entrance } from '#libs/contracts';
import type { FieldError } from '#libs/runtime';
import type { UsedNonce } from './nonces.js';

/** From where, when and how something came in. */
export interface Arrival {
  /** Code of the platform, or `counter`. */
  platform: string;
  epoch: number;
  entrance: Entrance;
  receivedAt: Date;
  /** Of a signed request. */
  nonce?: UsedNonce;
  /** Account of the person who registered it by hand. */
  registeredBy?: string;
}

/** One item ready to be appended, or all that is wrong with it. */
export type Prepared =
  { ok: true; publication: Publication; ticketId: string | undefined } | { ok: false; errors: FieldError[] };
