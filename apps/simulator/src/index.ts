export { Dice } from './dice.js';
export type { Books, Receipt, Sending } from './books.js';
export type { Fault, FaultRates, FaultSettings } from './faults.js';
export * from './start-simulator.js';
export type { Only } from './street.js';
