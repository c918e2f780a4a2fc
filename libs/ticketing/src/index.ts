export { drawFlows } from './domain/draw-flows.js';
export { ticketingSchema } from './persistence/ticketing.schema.js';
export { TicketingApiModule } from './ticketing-api.module.js';
export { TicketingModule } from './ticketing.module.js';
export { TicketingWorkModule } from './ticketing-work.module.js';
