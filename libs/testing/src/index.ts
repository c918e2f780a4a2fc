export * from './database.js';
export * from './transport-contract.js';
export * from './sample-thing.js';
