/** A ticket as the API tells it, as far as specs look. */
export interface ToldTicket {
  ticketId: string;
  number: string;
  version: number;
  status: string;
  state: string;
  tasks: { taskId: string; state: string; agency: string; kind: string; platform: string; superseded: boolean }[];
  waiting: { group: string; topic: string; state: string; messages: number }[];
  history: {
    version: number;
    act: string;
    actor: string;
    from: string;
    to: string;
    taskTo: string | null;
    reason: string | null;
    data: Record<string, unknown> | null;
  }[];
  desk: {
    id: string;
    kind: string;
    settledAt: string | null;
    note: string;
    assignedTo: string | null;
    data: object | null;
  }[];
  supervision: {
    noticeId: string;
    taskId: string;
    rung: string;
    state: string;
    addressee: string | null;
    receiptBy: string | null;
    releasedHow: string | null;
    text: string;
    [more: string]: unknown;
  }[];
  [more: string]: unknown;
}

/** An answer over HTTP. */
export interface Told {
  status: number;
  etag: string | null;
  json: Record<string, unknown>;
}
