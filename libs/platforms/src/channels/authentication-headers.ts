import { signGateway } from '../signatures/sign-gateway.js';
import { signStrict } from '../signatures/sign-strict.js';
import type { OutboundSettings } from '../platform-settings.js';

/** How we prove ourselves for one request. `now` is the wall clock; a nonce is used once. */
export function authenticationHeaders(
  auth: OutboundSettings['auth'],
  request: {
    method: string;
    path: string;
    body: string;
    clientId: string;
    secret: () => string;
    now: number;
    nonce: string;
  },
): Record<string, string> {
  switch (auth) {
    case 'none':
      return {};
    case 'key':
      return { 'x-api-key': request.secret() };
    case 'hmac':
      return signStrict({ ...request, timestamp: request.now, secret: request.secret() });
    case 'gateway':
      return signGateway({ ...request, timestamp: request.now, secret: request.secret() });
  }
}
