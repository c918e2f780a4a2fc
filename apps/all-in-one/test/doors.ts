import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import { signStrict } from '#libs/platforms';
import type { Secrets } from '#libs/runtime';

/** Platforms of the sample county that do not sign. */
const WITH_A_KEY: ReadonlySet<string> = new Set(['stations', 'message-board']);

export interface Answer {
  status: number;
  json: Record<string, unknown>;
  traceId: string | null;
}

/** A ticket as `GET /v1/tickets/{id}` shows it, as far as the story looks at it. */
export interface Ticket {
  ticketId: string;
  number: string;
  state: string;
  status: string;
  satisfaction: number | null;
  tasks: {
    taskId: string;
    agency: string;
    kind: string;
    state: string;
    reasonCode: string | null;
    returnBasis: string | null;
  }[];
  history: { version: number; act: string; actor: string; to: string | null }[];
  desk: { kind: string; settledAt: string | null }[];
}

/** Platforms push, platforms look, and people act, over real HTTP and each with the secret of his own. */
export class Doors {
  constructor(
    private readonly urls: { readonly intakeUrl: string; readonly consoleUrl: string },
    private readonly secrets: Secrets,
  ) {}

  /** A platform pushes in its own words, with its key or signed. */
  async push(platform: string, what: 'events' | 'callbacks', content: object, more = {}): Promise<Answer> {
    const path = `/v1/platforms/${platform}/${what}`;
    const body = JSON.stringify(content);
    const secret = this.secrets.get(`platforms.${platform}.inbound`);
    const nonce = randomBytes(12).toString('hex');
    const signed = { method: 'POST', path, clientId: platform, timestamp: Date.now(), nonce, body, secret };
    const headers = WITH_A_KEY.has(platform) ? { 'x-api-key': secret } : signStrict(signed);
    return answerOf(
      await fetch(this.urls.intakeUrl + path, {
        method: 'POST',
        body,
        headers: { ...headers, 'content-type': 'application/json', ...more },
      }),
    );
  }

  /** A platform looks. */
  async look(platform: string, path: string): Promise<Answer> {
    const key = this.secrets.get(`platforms.${platform}.inbound`);
    return answerOf(await fetch(this.urls.consoleUrl + path, { headers: { 'x-api-key': key } }));
  }

  /** A person looks (no content) or acts, at the console unless another address is given. */
  async person(account: string, path: string, content?: object, url: string = this.urls.consoleUrl): Promise<Answer> {
    const basic = Buffer.from(`${account}:${this.secrets.get(`accounts.${account}`)}`).toString('base64');
    const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/json' };
    return answerOf(
      await fetch(url + path, content ? { method: 'POST', headers, body: JSON.stringify(content) } : { headers }),
    );
  }

  async ticket(id: string): Promise<Ticket> {
    const { status, json } = await this.person('office', `/v1/tickets/${id}`);
    if (status !== 200) throw new Error(`no ticket ${id}: ${JSON.stringify(json)}`);
    return json as unknown as Ticket;
  }

  /** Waits until the ticket is as wanted. */
  until(id: string, wanted: (ticket: Ticket) => boolean): Promise<Ticket> {
    return vi.waitFor(
      async () => {
        const ticket = await this.ticket(id);
        if (!wanted(ticket)) throw new Error(`not yet: ${JSON.stringify({ ...ticket, description: undefined })}`);
        return ticket;
      },
      { timeout: 60_000, interval: 50 },
    );
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const json = (await response.json()) as Record<string, unknown>;
  return { status: response.status, json, traceId: response.headers.get('x-trace-id') };
}
