import { topicOf, type Topics } from '#libs/bus';
import { Problem } from '#libs/runtime';

/**
 * Throws `not-found`, and says which there are, for a group that nobody is or a message type that it does not hear: a
 * misspelt name would do nothing, and nobody would notice.
 */
export async function checkHears(topics: Topics, group: string, messageType?: string): Promise<void> {
  const groups = await topics.groups();
  const names = [...new Set([...groups.values()].flatMap((some) => [...some]))].toSorted();
  if (!names.includes(group))
    throw new Problem(
      'not-found',
      `There is no group of that name; the groups are ${names.join(', ') || '(none yet)'}.`,
    );
  const heard = [...groups].filter(([, some]) => some.has(group)).map(([topic]) => topic);
  if (messageType !== undefined && !heard.includes(topicOf(messageType)))
    throw new Problem('not-found', `${group} hears no message of that type; it hears ${heard.join(', ')}.`);
}
