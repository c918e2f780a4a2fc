import { createHmac } from 'node:crypto';

/**
 * The headers of a request through a provincial data gateway. Its signature covers neither method, path nor body: use it
 * only where the other side can do no better.
 */
export function signGateway(request: {
  clientId: string;
  timestamp: number;
  nonce: string;
  secret: string;
}): Record<string, string> {
  const timestamp = String(request.timestamp);
  return {
    'x-client-id': request.clientId,
    'x-timestamp': timestamp,
    'x-nonce': request.nonce,
    'x-signature': createHmac('sha256', request.secret)
      .update(request.clientId + timestamp + request.nonce)
      .digest('base64'),
  };
}
