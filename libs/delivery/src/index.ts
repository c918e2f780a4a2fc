export * from './delivery-api.module.js';
export * from './delivery-work.module.js';
export * from './delivery.module.js';
export * from './persistence/delivery.schema.js';
