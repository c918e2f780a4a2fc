export * from './intake.module.js';
export * from './persistence/intake-schema.js';
