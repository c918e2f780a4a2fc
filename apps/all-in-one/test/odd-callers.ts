import { expect, it } from 'vitest';
import { ticketIdOf } from '#libs/contracts';
import type { County } from './county.js';
import { FOR_NOBODY, gridEvent } from './samples.js';

/** Callers that repeat themselves, all at once, or ask for what is not theirs. */
export function oddCallersContract(county: () => County): void {
  const report = async (reportNo: string, of: Record<string, unknown> = {}): Promise<string> => {
    expect((await county().push('grid', 'events', gridEvent(reportNo, of))).status).toBe(202);
    return ticketIdOf('grid', 0, reportNo);
  };

  it('two callbacks of one task in 20 requests at once have one effect each, and the first of them that counts wins', async () => {
    const id = await report('ODD-twenty');
    const callback = (serial: string, state: string, minute: string) => ({
      serial: `ODD-${serial}`,
      taskId: `${id}-1`,
      state,
      time: `2026-11-25 10:${minute}:00`,
      note: `并行${state}`,
    });
    const both = [callback('p-1', '已签收', '00'), callback('p-2', '已办结', '01')];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => county().push('stations', 'callbacks', both[n % 2] ?? {})),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const ticket = await county().until(id, ({ state }) => state === 'closed');
    const told = JSON.stringify(ticket.history);
    for (const state of ['已签收', '已办结']) expect(told.split(`并行${state}`)).toHaveLength(2);
    expect(ticket.history.filter(({ act }) => act === 'task-done')).toHaveLength(1);
    expect(ticket.history.filter(({ act }) => act === 'task-signed').length).toBeLessThanOrEqual(1);
    expect(ticket.history.map(({ version }) => version)).toEqual(ticket.history.map((_, index) => index + 1));
  });

  it('a platform that asks for the ticket of another gets what it gets for one that there is not', async () => {
    const reportNo = 'ODD-mine';
    const id = await report(reportNo, FOR_NOBODY);
    const { number } = await county().until(id, () => true);
    const other = { id: ticketIdOf('grid', 0, 'none'), number: '371402-20200101-999999', reportNo: 'none' };
    const pairs = [
      [`/v1/tickets/${id}`, `/v1/tickets/${other.id}`],
      [`/v1/tickets/${number}`, `/v1/tickets/${other.number}`],
      [`/v1/events/grid/${reportNo}`, `/v1/events/grid/${other.reportNo}`],
      [`/v1/events/grid/${reportNo}`, `/v1/events/nobody/${reportNo}`],
    ] as const;
    for (const [theirs, none] of pairs) {
      const answers = [await county().look('stations', theirs), await county().look('stations', none)];
      const [one, two] = answers.map(({ status, json }) => ({
        status,
        ...json,
        instance: undefined,
        traceId: undefined,
      }));
      expect(one).toMatchObject({ status: 404, code: 'not-found' });
      expect(two).toEqual(one);
    }
  });
}
