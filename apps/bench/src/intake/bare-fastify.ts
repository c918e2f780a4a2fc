import Fastify from 'fastify';
import { Kafka, logLevel, type Message } from 'kafkajs';
import type { AddressInfo } from 'node:net';
import type { PeerOptions } from './peer-options.js';

// A process of its own; its only argument is PeerOptions as JSON.
const { broker, topic } = JSON.parse(process.argv[2] ?? '') as PeerOptions;
const GATHER_MILLISECONDS = 2;
const MOST_AT_ONCE = 500;

const producer = new Kafka({ brokers: [broker], logLevel: logLevel.ERROR }).producer();
await producer.connect();

let waiting: Message[] = [];
let turn: Promise<void> | undefined;

/** What came within 2 ms goes as one send; each request waits for the acknowledgement of its own. */
function gather(message: Message): Promise<void> {
  waiting.push(message);
  if (waiting.length >= MOST_AT_ONCE) return flush();
  return (turn ??= new Promise((resolve, reject) =>
    setTimeout(() => flush().then(resolve, reject), GATHER_MILLISECONDS),
  ));
}

async function flush(): Promise<void> {
  const messages = waiting;
  waiting = [];
  turn = undefined;
  if (messages.length > 0) await producer.send({ topic, acks: -1, messages });
}

/** No account, no check, no sealing: what HTTP and the log alone cost. */
const fastify = Fastify();
fastify.post<{ Body: { eventId: string } }>('/events', async ({ body }, reply) => {
  await gather({ key: body.eventId, value: JSON.stringify(body) });
  return reply.code(202).send({ accepted: body.eventId });
});
await fastify.listen({ port: 0, host: '127.0.0.1' });
process.once('disconnect', () => process.exit(0));
process.send?.({ port: (fastify.server.address() as AddressInfo).port });
