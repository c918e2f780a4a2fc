export * from './bad-input/bad-input-suite.js';
export * from './bus-line.js';
export * from './database.js';
export * from './free-ports.js';
export * from './kafka-broker.js';
export type { KafkaServer } from './kafka-server.js';
export * from './own-servers.js';
export * from './transport-contract.js';
export * from './sample-thing.js';
