import { Readable } from 'node:stream';

/** The server did not do it: what it answered, and what that means for the caller. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    message: string,
    /** True when the same may succeed later. */
    readonly retryable: boolean,
  ) {
    super(message);
  }
}

const ANSWER_WITHIN_MILLISECONDS = 60_000;

/** The HTTP interface, asked as one person. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly credentials: { readonly account: string; readonly key: string },
  ) {}

  async get<T>(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<T> {
    const response = await this.send('GET', path, query);
    return (await response.json()) as T;
  }

  async post<T>(path: string, body: object): Promise<T | undefined> {
    const response = await this.send('POST', path, {}, body);
    return response.status === 204 ? undefined : ((await response.json()) as T);
  }

  /** The answer as it comes, however long it is. */
  async stream(path: string, query: Readonly<Record<string, string | undefined>>): Promise<Readable> {
    const response = await this.send('GET', path, query);
    return Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  }

  private async send(
    method: string,
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    body?: object,
  ): Promise<Response> {
    const url = new URL(path, this.url);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const { account, key } = this.credentials;
    const headers = {
      authorization: `Basic ${Buffer.from(`${account}:${key}`).toString('base64')}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_WITHIN_MILLISECONDS);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers,
        signal: late.signal,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch (error) {
      throw new Refused(`${url.origin} does not answer: ${reasonOf(error)}. --url names another process.`, true);
    } finally {
      // Only the beginning of the answer is timed: an export takes as long as it takes.
      clearTimeout(timer);
    }
    if (!response.ok) throw await refusalOf(response, account);
    return response;
  }
}

async function refusalOf(response: Response, account: string): Promise<Refused> {
  const text = await response.text();
  try {
    const { code, detail, retryable } = JSON.parse(text) as { code?: string; detail?: string; retryable?: boolean };
    if (code !== undefined && detail !== undefined) {
      const who = response.status === 401 ? ` (account ${account}; --account names another)` : '';
      return new Refused(`${code}: ${detail}${who}`, retryable === true);
    }
  } catch {
    // Not one of ours: told as it is.
  }
  return new Refused(
    `answered ${response.status} ${response.statusText}: ${text.slice(0, 200)}`,
    response.status >= 500,
  );
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as Error | undefined)?.message || message;
}
