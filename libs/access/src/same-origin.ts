import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '#libs/runtime';

/** A form sends only application/x-www-form-urlencoded, multipart/form-data and text/plain; a script asks first, and is refused. */
const NO_FORM = new Set([
  'application/json',
  'application/yaml',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

/**
 * Browsers send Basic credentials on their own, also for a form of a foreign page. Throws unless a state-changing request of
 * a person is of a type that such a form cannot send, and comes from our own pages where the browser says from where it comes.
 */
export function refuseForeignForm(method: string, headers: IncomingHttpHeaders): void {
  if (method === 'GET' || method === 'HEAD') return;
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (!NO_FORM.has(contentType ?? ''))
    throw new Problem('content-type-unsupported', 'Send it with the content type application/json.');
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    // `none`: typed by the person, no page behind it. No page can set or hide this header.
    if (site !== 'same-origin' && site !== 'none')
      throw new Problem('forbidden', 'The request comes from a page of another site.');
    return;
  }
  if (headers.origin !== undefined && hostOf(headers.origin) !== headers.host)
    throw new Problem('forbidden', 'The request comes from a page of another site.');
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
