export * from './dialect.js';
export * from './platform-settings.js';
export * from './readings.js';
