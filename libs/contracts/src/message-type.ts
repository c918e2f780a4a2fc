/** A class with no constructor arguments, as class-transformer makes its instances. */
export type BodyClass<B extends object> = new () => B;

/** One kind of message on the bus: what it is called, what its body holds, and what its order rests on. */
export interface MessageType<B extends object = object> {
  /** Kebab-case past fact or request; the topic is `huying.<name>`. */
  readonly name: string;
  /** Messages only grow: a new optional field keeps the version, anything else is a new version beside the old. */
  readonly version: number;
  readonly body: BodyClass<B>;
  /** Messages with the same key are handled in the order in which they were said. */
  key(body: B): string;
  readonly saidBy: string;
  readonly summary: string;
  /** True for a message that outsiders may listen to, so that nobody hearing it inside is no mistake. */
  readonly openToAll?: boolean;
}

export function defineMessage<B extends object>(type: MessageType<B>): MessageType<B> {
  return Object.freeze(type);
}
