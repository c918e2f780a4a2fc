export * from './bus-context.js';
export * from './bus-handler.js';
export * from './decision.js';
export * from './envelope.js';
export * from './publisher.js';
export * from './recoverability.js';
export * from './transport.js';
export * from './unit-of-work.js';
