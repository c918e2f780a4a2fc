import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningTicketing } from './start-ticketing.js';
import type { Told } from './told-ticket.js';

const SAMPLE = join(import.meta.dirname, '../../../config');
/** A bureau of the sample, and accounts of it, of another one, of its superior and of the leaders. */
export const BUREAU = '371402-RSJ';
const ACCOUNTS = `accounts:
  - { id: rsj, name: 人社局, permissions: [read, desk], roles: [${BUREAU}] }
  - { id: zjj, name: 住建局, permissions: [read, desk], roles: [371402-ZJJ] }
  - { id: vice, name: 副县长, permissions: [read, desk], roles: [leader-society] }
  - { id: leader, name: 县领导, permissions: [read, desk], roles: [leaders] }
`;
const START = '2026-11-25T10:00:00';

/** Ticketing with the ladder of the sample and somebody on every rung of it. For specs. */
export class LadderLine {
  private constructor(
    readonly line: RunningTicketing,
    private readonly configDir: string,
  ) {}

  static async start(databaseUrl: string): Promise<LadderLine> {
    const configDir = mkdtempSync(join(tmpdir(), 'huying-supervision-'));
    cpSync(SAMPLE, configDir, { recursive: true });
    const accounts = readFileSync(join(SAMPLE, 'accounts.yml'), 'utf8');
    writeFileSync(join(configDir, 'accounts.yml'), accounts.replace(/^accounts:\n/m, ACCOUNTS));
    return new LadderLine(await RunningTicketing.start(shanghai(START), databaseUrl, configDir), configDir);
  }

  async stop(): Promise<void> {
    await this.line.stop();
    rmSync(this.configDir, { recursive: true });
  }

  /** Back to Wednesday 25 November, 10:00. */
  rewind(): void {
    this.line.clock.set(shanghai(START));
  }

  passTo(time: string): Promise<void> {
    return this.line.passTo(shanghai(time));
  }

  /** A call that its bureau has signed; 办结 is due on Wednesday 2 December, 17:30. */
  async signed(eventId: string): Promise<string> {
    const id = await this.line.event(eventId, { item: 'SX-0139' });
    await this.line.callback({ platform: 'xhxy', taskId: `${id}-1`, ticketId: id, status: 'ACCEPTED' });
    return id;
  }

  /** Until 催办 and then 督办单 have been issued. */
  async untilOrdered(): Promise<void> {
    await this.passTo('2026-12-03T18:00:00');
    await this.passTo('2026-12-04T18:00:00');
  }

  /** What the history has of it: `issued urge`. */
  async steps(id: string): Promise<string[]> {
    const { history } = await this.line.ticket(id);
    return history
      .filter(({ act }) => act.startsWith('supervision-'))
      .map(({ act, data }) => `${act.slice(12)} ${String(data?.rung)}`);
  }

  /** `urge issued`; of those that are released, how. */
  async states(id: string): Promise<string[]> {
    const { supervision } = await this.line.ticket(id);
    return supervision.map(({ rung, state, releasedHow }) => [rung, releasedHow ?? state].join(' '));
  }

  /** What waits at the desk because of it, and for whom. */
  async waiting(id: string): Promise<string[]> {
    const { desk } = await this.line.ticket(id);
    return desk
      .filter(({ kind, settledAt }) => kind.startsWith('supervision') && settledAt === null)
      .map(({ kind, assignedTo }) => `${kind} ${assignedTo}`);
  }

  /** What went out to the agency's platform. */
  async told(id: string): Promise<string[]> {
    return (await this.line.deliveries(id))
      .filter(({ supervision }) => supervision)
      .map(({ purpose, platform, supervision }) => `${purpose} ${platform} ${supervision?.name}`);
  }

  /** Id of the last notice of that rung. */
  async notice(id: string, rung: string): Promise<string> {
    const found = (await this.line.ticket(id)).supervision.findLast((one) => one.rung === rung);
    if (!found) throw new Error(`${rung} was not issued`);
    return found.noticeId;
  }

  as(account: string, id: string, act: string, body: object): Promise<Told> {
    return this.line.act(id, act, body, this.line.basic(account));
  }
}

function shanghai(time: string): Date {
  return new Date(`${time}+08:00`);
}
