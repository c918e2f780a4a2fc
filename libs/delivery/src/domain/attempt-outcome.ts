/** What one request to a platform came to. The last three are answers to a look-up. */
export type AttemptOutcome =
  | { readonly kind: 'accepted'; readonly reference?: string }
  | { readonly kind: 'refused'; readonly detail: string }
  /** Certainly not acted upon. `retryAfterMs`: the pause that the platform asked for. */
  | { readonly kind: 'not-sent'; readonly detail: string; readonly retryAfterMs?: number }
  /** Perhaps acted upon. */
  | { readonly kind: 'unknown'; readonly detail: string }
  | { readonly kind: 'found'; readonly reference?: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'no-answer'; readonly detail: string };

export type AttemptOutcomeKind = AttemptOutcome['kind'];
