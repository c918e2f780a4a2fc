import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import type { KafkaServer } from './kafka-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the run's broker, which it starts when it is first asked. */
    kafkaDesk: string;
  }
}

/**
 * One Kafka for all spec files of a run, started only when one of them asks for it: a run without such a file pays for
 * nothing but a socket.
 */
export default async function kafkaDesk(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<KafkaServer> | undefined;
  const desk = createServer((_request, response) => {
    // Loaded only now: a run without Kafka shall not pay for the client.
    starting ??= import('./kafka-server.js').then((file) => file.KafkaServer.start());
    starting.then(
      ({ broker }) => response.end(JSON.stringify({ broker })),
      (error: Error) => response.end(JSON.stringify({ missing: error.message })),
    );
  });
  await listening(desk);
  project.provide('kafkaDesk', `http://127.0.0.1:${(desk.address() as AddressInfo).port}`);
  return async () => {
    desk.close();
    desk.closeAllConnections();
    await (await starting?.catch(() => undefined))?.stop();
  };
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
    server.unref();
  });
}
