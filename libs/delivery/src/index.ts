export * from './delivery.module.js';
export * from './persistence/delivery.schema.js';
