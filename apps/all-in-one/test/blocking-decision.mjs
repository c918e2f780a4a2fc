// Loaded before a built process: its decision about one ticket never comes back.
import 'reflect-metadata';
import { NumberPool } from '../../../dist/libs/ticketing/src/actions/number-pool.js';

const take = NumberPool.prototype.take;
NumberPool.prototype.take = function (ticketId, now) {
  while (ticketId === process.env.BLOCK_ON_TICKET);
  return take.call(this, ticketId, now);
};
