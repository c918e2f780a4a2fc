/** The second front door: what needs no vitest, for tools that are no specs. */
export { testDatabases, type TestDatabase } from './database.js';
export { freePorts } from './free-ports.js';
export { KafkaServer } from './kafka-server.js';
export { Leash } from './leash.js';
export { startBus } from './start-bus.js';
export { startStockMicroservice, type StockMicroservice } from './stock-microservice.js';
export { Undo } from './undo.js';
