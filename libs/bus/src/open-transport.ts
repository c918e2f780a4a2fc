import type { DataSource } from 'typeorm';
import type { Health, Secrets, Settings } from '#libs/runtime';
import { EmbeddedTransport } from './embedded/embedded.transport.js';
import type { Transport } from './transport.js';

/** The transport that the settings name. */
export async function openTransport(
  dataSource: DataSource,
  settings: Settings,
  secrets: Secrets,
  health: Health,
): Promise<Transport> {
  if (settings.busTransport === 'embedded') return new EmbeddedTransport(dataSource);
  // Loaded only where it is used: the one process that needs nothing else shall not pay for the client.
  const [{ KafkaTransport }, { kafkaOptions }] = await Promise.all([
    import('./kafka/kafka.transport.js'),
    import('./kafka/kafka-options.js'),
  ]);
  const transport = new KafkaTransport(dataSource, kafkaOptions(settings, secrets));
  health.add('log', () => transport.look());
  return transport;
}
