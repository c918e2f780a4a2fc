import type { INestApplication } from '@nestjs/common';
import { BusServer } from './bus-server.js';

/** Connects the app's @BusHandler methods. They are heard from `app.startAllMicroservices()` on, which must follow `app.init()`. */
export function connectBus(app: INestApplication): void {
  // inheritAppConfig: without it, global guards and filters would not see bus handlers, and an error would lose its type.
  app.connectMicroservice({ strategy: app.get(BusServer) }, { inheritAppConfig: true });
}
