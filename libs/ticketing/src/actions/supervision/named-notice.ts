import { Problem } from '#libs/runtime';
import { roleOf, speaksFor } from '../../domain/supervision/addressee.js';
import type { Notice } from '../../persistence/notice.entity.js';
import type { SupervisedTicket } from './ticket-ladder.js';

/** The open notice that an act is about: the one that it names, or the only one that fits. Throws `invalid-fields`. */
export function namedNotice(
  { ladder }: { readonly ladder: { readonly open: readonly Notice[] } },
  id: string | undefined,
  fits: (notice: Notice) => boolean,
): Notice {
  const fitting = ladder.open.filter(fits);
  const named = id === undefined ? fitting : fitting.filter((notice) => notice.id === id);
  if (named.length === 1) return named[0]!;
  const message = `must name one of the notices that wait: ${fitting.map((notice) => notice.id).join(', ')}`;
  throw new Problem('invalid-fields', `$.notice: ${message}`, { errors: [{ path: '$.notice', message }] });
}

/** Who says it, and whether for somebody else. Throws `forbidden` for an account that may not speak for the addressee. */
export function saidFor(
  { rulebook }: Pick<SupervisedTicket, 'rulebook'>,
  { addressee, addresseeName }: Notice,
  { actor, roles }: { readonly actor: string; readonly roles: readonly string[] },
): { actor: string; data?: Record<string, unknown> } {
  switch (speaksFor(addressee, roles, rulebook.agencies)) {
    case 'addressee':
      return { actor };
    case 'office':
      return { actor, data: { onBehalf: addressee } };
    case 'nobody':
      throw new Problem(
        'forbidden',
        `It is for ${addresseeName}: only an account with the role ${roleOf(addressee) ?? addressee} acknowledges or answers it.`,
      );
  }
}
