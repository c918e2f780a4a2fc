/** The second front door: what needs no vitest, for tools that are no specs. */
export { testDatabases, type TestDatabase } from './database.js';
export { freePorts } from './free-ports.js';
export { KafkaServer } from './kafka-server.js';
export { Leash } from './leash.js';
export { NODE_FLAGS } from './node-flags.js';
export { OwnFolder } from './own-folder.js';
export { GROUP as POISON_GROUP, OwnBus } from './poison/own-bus.js';
export { PoisonRun } from './poison/poison-run.js';
export { StockNest } from './poison/stock-nest.js';
export { startBus } from './start-bus.js';
export { startStockMicroservice, type StockMicroservice } from './stock-microservice.js';
export type { Punctuality } from './stopwatch.js';
export { SupervisedService } from './supervised-service.js';
export { sampleSchema, SampleThing } from './sample-thing.js';
export { Undo } from './undo.js';
