export * from './change.js';
export * from './entity-class.js';
export * from './schema.js';
export * from './view.js';
