export * from './operations.module.js';
export type * from './api/dead-letter-view.js';
export type * from './api/message-views.js';
export type * from './api/operator-acts.controller.js';
export type * from './api/parked-views.js';
export type * from './api/policies.controller.js';
export type * from './api/replay-views.js';
export type * from './api/topic-views.js';
