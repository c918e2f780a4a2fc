import type { Contender, ContenderName, ContenderOptions } from './contender-options.js';
import { Meter } from './meter.js';

/** Each loads what it needs itself, and nothing that another needs: memory is measured, too. */
const contenders: Record<ContenderName, () => Promise<Contender>> = {
  ours: async () => (await import('./ours.js')).ours,
  byHand: async () => (await import('./by-hand.js')).byHand,
  stockNest: async () => (await import('./stock-nest.js')).stockNest,
};

// One round of one contender, as a process of its own; its only argument is ContenderOptions as JSON.
const options = JSON.parse(process.argv[2] ?? '') as ContenderOptions;
const meter = new Meter(options.count);
const contender = await contenders[options.name]();
const stop = await contender(options, meter);
await meter.done;
await stop();
process.once('disconnect', () => process.exit(0));
process.send?.(meter.result());
