export * from './create-service.js';
export * from './house.js';
export * from './open-service.js';
export * from './serve-documents.js';
export * from './services.js';
export * from './start-separate-service.js';
export * from './start-service.js';
