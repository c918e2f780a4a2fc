/** What a peer has to know; it gets this as JSON. */
export interface PeerOptions {
  readonly broker: string;
  readonly topic: string;
}

/** What a peer says when it listens. */
export interface PeerListens {
  readonly port: number;
}
