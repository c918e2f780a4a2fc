import { randomUUID } from 'node:crypto';
import { signStrict } from '#libs/platforms';
import { intakeEvent } from './intake-event.js';
import type { LoadPlan } from './load-plan.js';

/** One request, ready to be written, and the events in it. */
export interface RawRequest {
  readonly bytes: Buffer;
  readonly events: readonly number[];
}

/** All requests of a plan. They are made, and signed, before anything is measured. */
export function rawRequests(plan: LoadPlan): RawRequest[] {
  return Array.from({ length: plan.requests }, (_, index) => {
    const first = plan.firstEvent + index * plan.eventsEach;
    const events = Array.from({ length: plan.eventsEach }, (_unused, place) => first + place);
    return { bytes: bytesOf(plan, events.map(intakeEvent)), events };
  });
}

function bytesOf(plan: LoadPlan, events: readonly object[]): Buffer {
  const body = Buffer.from(JSON.stringify(plan.eventsEach === 1 ? events[0] : events));
  const headers = {
    host: `127.0.0.1:${plan.port}`,
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...proofOf(plan, body),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([Buffer.from([`POST ${plan.path} HTTP/1.1`, ...lines, '', ''].join('\r\n')), body]);
}

function proofOf({ proof, path, clientId, secret }: LoadPlan, body: Buffer): Record<string, string> {
  switch (proof) {
    case 'none':
      return {};
    case 'key':
      return { 'x-api-key': secret };
    case 'signature':
      return signStrict({ method: 'POST', path, clientId, secret, timestamp: Date.now(), nonce: randomUUID(), body });
  }
}
