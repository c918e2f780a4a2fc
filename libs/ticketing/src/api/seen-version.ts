import { Problem } from '#libs/runtime';
import type { WriteRequest } from './write-request.js';

/** The versions of If-Match, on a route that wants them. Throws `version-required` without: a change over somebody's head would be silent. */
export function seenVersions({ versions }: WriteRequest): readonly number[] {
  if (versions === undefined)
    throw new Problem('version-required', 'Send the ETag of what you looked at as If-Match, e.g. If-Match: "3".');
  return versions;
}

/** The header in the document of the interface. */
export const IF_MATCH = {
  name: 'If-Match',
  required: true,
  description: 'ETag of what was looked at, `"7"`; changed by now: 412 `version-stale`.',
};
