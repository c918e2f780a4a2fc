export { drawFlows } from './domain/draw-flows.js';
export { ticketingSchema } from './persistence/ticketing.schema.js';
export { TicketingModule } from './ticketing.module.js';
