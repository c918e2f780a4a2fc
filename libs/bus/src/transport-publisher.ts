import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/runtime';
import { topicOf } from './envelope.js';
import { Publisher, type Publication } from './publisher.js';
import { Transport } from './transport.js';

/** Publisher straight onto the transport. */
@Injectable()
export class TransportPublisher extends Publisher {
  constructor(
    private readonly transport: Transport,
    private readonly clock: Clock,
  ) {
    super();
  }

  async publish(publications: readonly Publication[]): Promise<void> {
    const time = this.clock.now().toISOString();
    await this.transport.append(
      publications.map(({ type, body, id, traceparent }) => ({
        topic: topicOf(type.name),
        envelope: {
          id,
          type: type.name,
          version: type.version,
          source: `/huying/${type.saidBy}`,
          time,
          key: type.key(body),
          sequence: 0,
          ...(traceparent ? { traceparent } : {}),
        },
        body: JSON.stringify(body),
      })),
    );
  }
}
