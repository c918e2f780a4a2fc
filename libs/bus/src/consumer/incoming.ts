import type { MessageType } from '#libs/contracts';
import type { StoredRecord } from '../envelope.js';
import { readMessage } from './read-message.js';

/** A record with its body read, or with the reason why it can't be handled. */
export type Incoming =
  | { readonly record: StoredRecord; readonly body: object; readonly failure?: undefined }
  | { readonly record: StoredRecord; readonly body?: undefined; readonly failure: Error };

export function incomingOf(record: StoredRecord, type: MessageType): Incoming {
  try {
    return { record, body: readMessage(record, type) };
  } catch (error) {
    return { record, failure: error as Error };
  }
}
