import type { Command } from './command.js';
import { acts } from './commands/acts.js';
import { deadLetters } from './commands/dead-letters.js';
import { lag } from './commands/lag.js';
import { messages } from './commands/messages.js';
import { parked } from './commands/parked.js';
import { pause } from './commands/pause.js';
import { pauses } from './commands/pauses.js';
import { policies } from './commands/policies.js';
import { replay } from './commands/replay.js';
import { resume } from './commands/resume.js';
import { topics } from './commands/topics.js';

/** All that there are, in the order in which they are listed. */
export const commands: readonly Command[] = [
  topics,
  lag,
  messages,
  deadLetters,
  replay,
  parked,
  pause,
  resume,
  pauses,
  policies,
  acts,
];
