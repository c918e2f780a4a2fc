import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Jobs } from '#libs/runtime';

/**
 * Opens the doors, in this order: every part makes itself ready, then the bus is heard, then jobs begin, then HTTP listens. Nest would connect
 * microservices before the parts' `onModuleInit`, and a backlog would meet handlers whose house is not furnished yet.
 */
export async function openService(app: NestFastifyApplication, at: { host: string; port: number }): Promise<void> {
  await app.init();
  await app.startAllMicroservices();
  await app.get(Jobs).begin();
  await app.listen(at.port, at.host);
}
