import { topicOf, type Topics } from '#libs/bus';
import { Problem } from '#libs/runtime';

/** The topic of that name, or of the message type of that name. Throws `not-found`, and says which there are. */
export function knownTopic(topics: Topics, name: string): string {
  const names = topics.names();
  const known = new Set([...names, ...topics.mirrors()]);
  const found = [name, topicOf(name)].find((one) => known.has(one));
  if (!found)
    throw new Problem(
      'not-found',
      `There is no topic of that name; the topics are ${names.join(', ')}, each with its .dlt.`,
    );
  return found;
}
