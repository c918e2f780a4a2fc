export { ticketingSchema } from './persistence/ticketing.schema.js';
export { TicketingModule } from './ticketing.module.js';
