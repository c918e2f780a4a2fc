import { byHand } from './by-hand.js';
import type { Contender, ContenderName, ContenderOptions } from './contender-options.js';
import { Meter } from './meter.js';
import { ours } from './ours.js';
import { stockNest } from './stock-nest.js';

const contenders: Record<ContenderName, Contender> = { ours, byHand, stockNest };

// One round of one contender, as a process of its own; its only argument is ContenderOptions as JSON.
const options = JSON.parse(process.argv[2] ?? '') as ContenderOptions;
const meter = new Meter(options.count);
const stop = await contenders[options.name](options, meter);
await meter.done;
await stop();
process.once('disconnect', () => process.exit(0));
process.send?.(meter.result());
