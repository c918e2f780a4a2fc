export * from './allow.js';
export * from './principal.js';
export * from './who.js';
