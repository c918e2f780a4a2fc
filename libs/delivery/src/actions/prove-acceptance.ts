import type { CallbackReceived } from '#libs/contracts';
import type { Circumstances, Decision } from '#libs/bus';
import { loadStage, update, type LoadStage } from '#libs/store';
import { DeliveryReference } from '../persistence/delivery-reference.entity.js';
import { Delivery } from '../persistence/delivery.entity.js';
import { learnReference, oursOf } from './learn-reference.js';
import { settleDelivery } from './settle-delivery.js';

export const proveAcceptanceLoad: readonly LoadStage<CallbackReceived>[] = [
  loadStage(Delivery, 'taskId', (body) => [body.taskId]),
  loadStage(Delivery, 'openStrand', (body, view) =>
    body.taskId === undefined
      ? []
      : view.where(Delivery, 'taskId', body.taskId).map((delivery) => delivery.openStrand ?? undefined),
  ),
  loadStage(DeliveryReference, 'ours', (body) => [ourIdOf(body) && oursOf(body.platform, ourIdOf(body) as string)]),
];

function ourIdOf(body: CallbackReceived): string | undefined {
  return body.reference === undefined ? undefined : (body.taskId ?? body.ticketId);
}

/** A callback that names our task proves that the platform has it, whatever became of the answer to our request. */
export function proveAcceptance(body: CallbackReceived, circumstances: Circumstances): Decision {
  const ourId = ourIdOf(body);
  const learned =
    ourId === undefined ? [] : learnReference(body.platform, ourId, body.reference as string, circumstances);
  const proofs = doubtful(body, circumstances).map((delivery) => prove(delivery, body.reference, circumstances));
  return {
    changes: [...learned, ...proofs.flatMap((proof) => proof.changes)],
    messages: proofs.flatMap((proof) => proof.messages ?? []),
  };
}

/** The requests that gave the task to this platform and were tried, but have no yes. */
function doubtful(body: CallbackReceived, { view }: Circumstances): readonly Readonly<Delivery>[] {
  if (body.taskId === undefined) return [];
  return view
    .where(Delivery, 'taskId', body.taskId)
    .filter(
      ({ platform, purpose, state, attempts, proven }) =>
        platform === body.platform &&
        (purpose === 'dispatch' || purpose === 'call') &&
        attempts > 0 &&
        ((state === 'started' && !proven) || state === 'waiting' || state === 'unknown' || state === 'unconfirmed'),
    );
}

function prove(delivery: Readonly<Delivery>, reference: string | undefined, circumstances: Circumstances): Decision {
  // The answer is still on its way and may tell more; the proof is kept in case it never comes.
  if (delivery.state === 'started') {
    const known = reference === undefined ? {} : { reference };
    return { changes: [update(Delivery, delivery, { proven: true, ...known })] };
  }
  return settleDelivery(delivery, { outcome: 'accepted', reference }, circumstances, { proven: true });
}
