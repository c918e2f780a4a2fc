import { Injectable } from '@nestjs/common';
import { Sealer } from '#libs/access';
import type { Publication } from '#libs/bus';
import { EventReceived, eventReceived, type MessageType } from '#libs/contracts';
import type { ReadEvent } from '#libs/platforms';
import { check } from '#libs/runtime';
import { eventBody, eventMessageId } from '../domain/event-message.js';
import { textErrors } from '../domain/text-errors.js';
import type { Arrival, Prepared } from './arrival.js';
import { Blobs } from './blobs.js';
import { keepAttachments } from './keep-attachments.js';

/** Makes the message of an event: seals the reporter, keeps the attachments, checks every field. */
@Injectable()
export class PrepareEvent {
  constructor(
    private readonly sealer: Sealer,
    private readonly blobs: Blobs,
  ) {}

  async prepare(event: ReadEvent, arrival: Arrival): Promise<Prepared> {
    // Before sealing: afterwards nobody could say what is wrong with the reporter's name.
    const wrong = textErrors(event.reporter, '$.reporter');
    if (wrong.length > 0) return { ok: false, errors: wrong };
    const attachments = await keepAttachments(this.blobs, event.attachments);
    if ('errors' in attachments) return { ok: false, errors: attachments.errors };
    const body = eventBody(event, {
      source: arrival.platform,
      epoch: arrival.epoch,
      entrance: arrival.entrance,
      receivedAt: arrival.receivedAt,
      registeredBy: arrival.registeredBy,
      attachments: attachments.kept,
      reporter: {
        sealed: this.sealer.seal(event.reporter),
        index: this.sealer.blindIndex(event.reporter?.phone),
        fingerprint: this.sealer.fingerprint(event.reporter),
      },
    });
    const errors = textErrors(body);
    if (errors.length > 0) return { ok: false, errors };
    const checked = check(EventReceived, body);
    if ('errors' in checked) return { ok: false, errors: checked.errors };
    return { ok: true, publication: publicationOf(checked.value), ticketId: checked.value.ticketId };
  }
}

function publicationOf(event: EventReceived): Publication {
  return {
    type: eventReceived as unknown as MessageType,
    body: event,
    id: eventMessageId(event),
  };
}
