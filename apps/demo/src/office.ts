/** The counts of `GET /v1/summary` that the demo looks at. */
export interface Summary {
  opened: number;
  dispatched: number;
  called: number;
  returned: number;
  desk: number;
  closed: number;
  void: number;
  inFlight: number;
}

/** No answer for now; asking again can help. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/** Huying as the enforcement office (综合执法办公室) sees it. */
export class Office {
  private readonly authorization: string;

  constructor(
    private readonly url: string,
    key: string,
  ) {
    this.authorization = `Basic ${Buffer.from(`office:${key}`).toString('base64')}`;
  }

  async summary(): Promise<Summary> {
    return this.get<Summary>('/v1/summary');
  }

  async deadLetters(): Promise<number> {
    return (await this.get<{ total: number }>('/v1/dead-letters')).total;
  }

  private async get<T>(path: string): Promise<T> {
    const answer = await fetch(this.url + path, {
      headers: { authorization: this.authorization },
      signal: AbortSignal.timeout(10_000),
    }).catch((cause: Error) => {
      throw new NotAnswered(`GET ${path} was not answered: ${cause.message}`, { cause });
    });
    if (answer.status >= 500) throw new NotAnswered(`GET ${path} was answered ${answer.status}`);
    if (!answer.ok) throw new Error(`GET ${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
