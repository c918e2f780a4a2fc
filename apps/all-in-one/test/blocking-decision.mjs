// Loaded before a built process: its decision about one ticket never comes back.
import 'reflect-metadata';

// By its place, and not by an import that is looked for before anything is built.
const built = new URL('../../../dist/libs/ticketing/src/actions/number-pool.js', import.meta.url);
const { NumberPool } = await import(built.href);

const take = NumberPool.prototype.take;
NumberPool.prototype.take = function (ticketId, now) {
  while (ticketId === process.env.BLOCK_ON_TICKET);
  return take.call(this, ticketId, now);
};
