import { Injectable } from '@nestjs/common';
import { CallbackReceived, callbackReceived, type MessageType } from '#libs/contracts';
import type { ReadCallback } from '#libs/platforms';
import { check } from '#libs/runtime';
import { callbackBody, callbackErrors } from '../domain/callback-message.js';
import { textErrors } from '../domain/text-errors.js';
import type { Arrival, Prepared } from './arrival.js';
import { Blobs } from './blobs.js';
import { keepAttachments } from './keep-attachments.js';

/** Makes the message of a callback: keeps the attachments, finds what it is about, checks every field. */
@Injectable()
export class PrepareCallback {
  constructor(private readonly blobs: Blobs) {}

  async prepare(callback: ReadCallback, arrival: Arrival): Promise<Prepared> {
    const attachments = await keepAttachments(this.blobs, callback.attachments);
    if ('errors' in attachments) return { ok: false, errors: attachments.errors };
    const body = callbackBody(callback, {
      platform: arrival.platform,
      epoch: arrival.epoch,
      entrance: arrival.entrance,
      receivedAt: arrival.receivedAt,
      attachments: attachments.kept,
    });
    const errors = [...callbackErrors(body), ...textErrors(body)];
    if (errors.length > 0) return { ok: false, errors };
    const checked = check(CallbackReceived, body);
    if ('errors' in checked) return { ok: false, errors: checked.errors };
    const { value } = checked;
    return {
      ok: true,
      ticketId: value.ticketId,
      publication: {
        type: callbackReceived as unknown as MessageType,
        body: value,
        id: value.callbackId,
      },
    };
  }
}
