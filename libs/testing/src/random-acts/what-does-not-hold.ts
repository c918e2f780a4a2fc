import { closingMistakes } from './closing-mistakes.js';
import { deadlineMistakes } from './deadline-mistakes.js';
import { deskMistakes } from './desk-mistakes.js';
import { historyMistakes } from './history-mistakes.js';
import type { Looking } from './sheet-of.js';
import { taskMistakes } from './task-mistakes.js';
import type { Standing } from './world.js';

/**
 * What must hold of a ticket whatever happened to it, and does not; in words.
 * @param ends the lines that name the ends of its deadlines
 */
export function whatDoesNotHold(standing: Standing, ends: ReadonlyMap<string, string>, looking: Looking): string[] {
  const mistakes = [
    ...historyMistakes(standing),
    ...taskMistakes(standing),
    ...deskMistakes(standing, looking),
    ...deadlineMistakes(standing, ends, looking),
    ...closingMistakes(standing),
  ];
  return mistakes.map((mistake) => `${standing.ticket.eventId} is ${standing.ticket.state}: ${mistake}`);
}
