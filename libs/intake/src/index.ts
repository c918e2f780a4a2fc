export * from './intake-api.module.js';
export * from './intake-work.module.js';
export * from './intake.module.js';
export * from './persistence/intake-schema.js';
