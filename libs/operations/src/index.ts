export * from './operations.module.js';
export type { DeadLetterView } from './api/dead-letter-view.js';
export type { MessagePageView, MessageView } from './api/message-views.js';
export type { OperatorActPage } from './api/operator-acts.controller.js';
export type { PausePage, PauseView, TopicPage, TopicView } from './api/topic-views.js';
