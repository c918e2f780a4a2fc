import type { CoordinateSystem, Grade, PublicStatus, SideEvent } from '#libs/contracts';

/** A person as the platform gave them. Sealed by intake before anything else sees it. */
export interface Person {
  name?: string;
  phone?: string;
  idNumber?: string;
}

/** An attachment as the platform gave it: bytes, or where they are. */
export interface ReadAttachment {
  name: string;
  mime?: string;
  size?: number;
  url?: string;
  bytes?: Uint8Array;
}

/** An event as a dialect read it: plain words, times already as ISO 8601 with Z, nothing sealed, nothing guessed. */
export interface ReadEvent {
  eventId: string;
  /** The platform's own message id, when the dialect has one: only echoed in the answer. */
  messageId?: string;
  title: string;
  description: string;
  occurredAt?: string;
  reportedAt?: string;
  category?: string;
  item?: string;
  scene?: string;
  grade?: Grade;
  township?: string;
  grid?: string;
  address?: string;
  longitude?: number;
  latitude?: number;
  crs?: CoordinateSystem;
  reporter?: Person;
  attachments?: ReadAttachment[];
  remarks?: string[];
}

/** A callback as a dialect read it. Names at least one of the three ids; exactly one of status and sideEvent. */
export interface ReadCallback {
  /** Our id as the platform wrote it back: a task id, or a ticket id for an event of the platform's own. */
  ourId?: string;
  /** The platform's own number of the task (or event, when it is the source). */
  reference?: string;
  /** The platform's id of an event that it had reported to us. */
  eventId?: string;
  /** The platform's own message id, when the dialect has one: part of the fact's hash. */
  messageId?: string;
  status?: PublicStatus;
  sideEvent?: SideEvent;
  rawStatus?: string;
  occurredAt?: string;
  opinion?: string;
  reasonCode?: string;
  legalBasis?: string;
  /** What was found on the spot, and where. */
  finding?: string;
  findingPlace?: string;
  operator?: { id?: string; name?: string; agency?: string };
  solved?: boolean;
  satisfaction?: number;
  attachments?: ReadAttachment[];
  remarks?: string[];
}

/** What became of one item when a dialect read it. `index` is its place in the body, for the answer. */
export type Reading =
  | { kind: 'event'; index: number; event: ReadEvent }
  | { kind: 'callback'; index: number; callback: ReadCallback }
  | { kind: 'unreadable'; index: number; as: 'event' | 'callback'; code: string; detail: string; raw: string };
