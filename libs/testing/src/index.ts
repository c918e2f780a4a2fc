export * from './database.js';
export * from './transport-contract.js';
