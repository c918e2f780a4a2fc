export * from './create-service.js';
export * from './open-service.js';
export * from './serve-documents.js';
export * from './start-service.js';
