import { answerWith, OutsidePlatform, type SeenRequest } from '#libs/testing';

/** All platforms of the sample county behind one address: whatever they are told they take, and keep. Nothing happens by itself. */
export class OutsideThatAgrees {
  private constructor(private readonly server: OutsidePlatform) {}

  static async start(): Promise<OutsideThatAgrees> {
    const server = await OutsidePlatform.start();
    server.behave(({ path, body }, response) => answerWith(response, 200, yes(path, JSON.parse(body || '{}') as Told)));
    return new OutsideThatAgrees(server);
  }

  get url(): string {
    return this.server.url;
  }

  /** What the platform was told about a ticket, in order: what a report says, else the last part of the path it came by. */
  told(platform: string, ticketId: string): Told[] {
    return this.server.seen
      .filter(({ method, path }) => method === 'POST' && path.startsWith(`/${platform}/`))
      .map((request): Told => ({ way: wayOf(request), ...(JSON.parse(request.body) as Told) }))
      .filter(({ ticketId: named, taskId, caseNo }) => String(named ?? taskId ?? caseNo).startsWith(ticketId));
  }

  stop(): Promise<void> {
    return this.server.close();
  }
}

export type Told = Record<string, unknown>;

/** `tasks`, `answer`, `withdraw`, `messages`, `reports` … */
function wayOf({ path }: SeenRequest): string {
  return path.split('/').at(-1)!;
}

/** Yes, in the words of each; with a number of theirs for what they have a number for. */
function yes(path: string, { deliveryId, taskId, msgId, caseNo }: Told): object {
  if (path.startsWith('/stations/')) return { ok: true, no: `ZS-${taskId}` };
  if (path.startsWith('/xhxy/'))
    return { code: 0, msg: 'ok', data: { msgId, caseNo, peerCaseNo: `HY-${caseNo}`, dup: false } };
  if (path.startsWith('/hotline/')) return { success: true, code: '200', data: { replyId: deliveryId } };
  return { code: 0, msg: 'ok', data: { id: deliveryId } };
}
