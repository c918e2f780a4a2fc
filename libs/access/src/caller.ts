import type { Problem } from '#libs/runtime';
import type { StrictHeaders } from '#libs/platforms';
import type { Principal } from './principal.js';
import type { Rate } from './token-buckets.js';

/** What the headers of a request prove: nothing, somebody, or that something is wrong. */
export type Caller =
  | { readonly kind: 'nobody' }
  | {
      readonly kind: 'known';
      readonly principal: Principal;
      readonly rate: Rate;
      /** The signed headers, whose content hash the body must still meet. */
      readonly signature?: StrictHeaders;
    }
  | { readonly kind: 'refused'; readonly problem: Problem };
