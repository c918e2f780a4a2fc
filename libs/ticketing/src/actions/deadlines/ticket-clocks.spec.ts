import { describe, expect, it } from 'vitest';
import type { EventReceived, Grade } from '#libs/contracts';
import { shanghaiMinute } from '../../domain/shanghai-day.js';
import { readRulebook } from '../../read-rulebook.js';
import { newTicket } from '../new-ticket.js';
import { describeDeadlines } from './describe-deadlines.js';
import { startTicketDeadlines } from './follow-moves.js';
import { TicketClocks } from './ticket-clocks.js';

const rulebook = readRulebook(
  'config',
  ['stations', 'xhxy', 'message-board'].map((code) => ({ code })),
);
const shanghai = (time: string) => new Date(`${time}+08:00`);

/** A ticket whose time one may move. */
function ticketOf(start: string, grade: Grade = 'ordinary') {
  const event = { ticketId: '0'.repeat(26), receivedAt: shanghai(start).toISOString(), grade } as EventReceived;
  const place = { ticket: newTicket(event, 'N', shanghai(start)), rulebook, now: shanghai(start) };
  const clocks = new TicketClocks(place, []);
  startTicketDeadlines(clocks, place.now);
  const finish = clocks.running('finish')!;
  return {
    clocks,
    finish,
    at: (time: string) => (place.now = shanghai(time)),
    end: () => finish.endsAt && shanghaiMinute(finish.endsAt),
    next: () => finish.nextAt && `${finish.nextStep} ${shanghaiMinute(finish.nextAt)}`,
    told: () => describeDeadlines(place.ticket, clocks.rows, place)[0]!,
  };
}

describe('the end of 办结', () => {
  it('is not moved by whoever begins it again', () => {
    const { clocks, finish, at, end } = ticketOf('2026-11-25T10:00');
    at('2026-11-30T10:00');
    expect(clocks.start('finish')).toBe(finish);
    expect(clocks.start('finish', { limit: { amount: 90, unit: 'workday' } })).toBe(finish);
    expect(end()).toBe('2026-12-02 17:30');
  });

  it('is put off by an extension, counted from the end that there was, and its cards come anew', () => {
    const { clocks, finish, at, end, next, told } = ticketOf('2026-11-25T10:00');
    at('2026-12-01T17:31');
    expect(clocks.passStep(clocks.firstDue()!)).toBe('yellow');
    expect(next()).toBe('end 2026-12-02 17:30');
    clocks.extend('finish', { amount: 10, unit: 'workday' });
    expect([end(), next()]).toEqual(['2026-12-16 17:30', 'yellow 2026-12-15 17:30']);
    expect(told()).toMatchObject({ extensions: ['10个工作日'], card: null });
    expect(finish.extensions).toEqual([{ amount: 10, unit: 'workday' }]);
  });

  it('of an extension in another unit is reckoned in both, one after the other', () => {
    const { clocks, end, told } = ticketOf('2026-11-25T10:00', 'critical');
    clocks.extend('finish', { amount: 2, unit: 'workday' });
    expect(end()).toBe('2026-11-30 17:30');
    const { arithmetic } = told();
    expect(arithmetic).toContain('延期:自上一到期时间起2个工作日');
    expect(arithmetic.filter((line) => line.startsWith('到期:'))).toHaveLength(2);
  });

  it('was missed, and is no longer when more time is granted afterwards', () => {
    const { clocks, finish, at } = ticketOf('2026-11-25T10:00');
    at('2026-12-02T18:00');
    while (clocks.firstDue()) clocks.passStep(clocks.firstDue()!);
    expect(finish.overdueAt).toEqual(shanghai('2026-12-02T17:30'));
    clocks.extend('finish', { amount: 1, unit: 'workday' });
    expect([finish.overdueAt, finish.nextStep]).toEqual([null, 'yellow']);
  });

  it('of what does not run cannot be put off', () => {
    const { clocks } = ticketOf('2026-11-25T10:00');
    clocks.meet('finish');
    expect(clocks.extend('finish', { amount: 1, unit: 'workday' })).toBeUndefined();
  });
});

describe('挂账', () => {
  it('over Spring Festival leaves what was left: of five working days one had passed', () => {
    const { clocks, finish, at, end, next, told } = ticketOf('2026-02-11T10:00');
    expect(end()).toBe('2026-02-25 17:30');
    at('2026-02-12T18:00');
    clocks.pause('春节停工,待复工后拆除', 'office');
    expect([finish.state, end(), next()]).toEqual(['paused', null, null]);
    expect(told().arithmetic.at(-1)).toBe('到期:暂停未恢复,恢复后才能确定');
    at('2026-03-02T09:00');
    expect(clocks.firstDue()).toBeUndefined();
    clocks.resume('office');
    // Four are left: 2, 3, 4 and 5 March.
    expect([finish.state, end(), next()]).toEqual(['running', '2026-03-05 17:30', 'yellow 2026-03-04 17:30']);
    expect(finish.pauses).toEqual([
      {
        from: '2026-02-12T10:00:00.000Z',
        to: '2026-03-02T01:00:00.000Z',
        reason: '春节停工,待复工后拆除',
        actor: 'office',
        resumedBy: 'office',
      },
    ]);
    expect(told().arithmetic.join('\n')).toContain('原因:春节停工,待复工后拆除');
  });

  it('stops twice, and each time leaves what was left', () => {
    const { clocks, at, end } = ticketOf('2026-11-25T10:00');
    for (const day of ['2026-11-26', '2026-12-03']) {
      at(`${day}T10:00`);
      clocks.pause('等待材料', 'office');
      at(`${day.slice(0, 8)}${String(Number(day.slice(8)) + 1).padStart(2, '0')}T10:00`);
      clocks.resume('system');
    }
    expect(end()).toBe('2026-12-04 17:30');
  });

  it('does not stop the rulings and reviews that go on meanwhile, and what is done while it lasts is done', () => {
    const { clocks, finish } = ticketOf('2026-11-25T10:00');
    const review = clocks.start('suspension-review', { limit: { amount: 30, unit: 'calendar-day' } })!;
    clocks.pause('等待', 'office');
    expect([finish.state, review.state]).toEqual(['paused', 'running']);
    expect(clocks.meet('finish')).toEqual([finish]);
    clocks.resume('office');
    expect(finish.state).toBe('met');
  });
});

describe('a deadline that is no limit', () => {
  it('comes to its end and is nobody’s breach', () => {
    const { clocks, at } = ticketOf('2026-11-25T10:00');
    clocks.drop('finish');
    const audit = clocks.start('audit', { limit: { amount: 30, unit: 'calendar-day' } })!;
    at('2027-01-05T10:00');
    expect(clocks.passStep(clocks.firstDue()!)).toBe('end');
    expect([audit.state, audit.overdueAt, audit.nextAt]).toEqual(['met', null, null]);
  });

  it('is none where nothing limits it', () => {
    const { clocks } = ticketOf('2026-11-25T10:00', 'critical');
    expect(clocks.start('contact')).toBeUndefined();
    expect(clocks.rows.map(({ kind }) => kind)).toEqual(['finish']);
  });
});

describe('咨询', () => {
  it('is answered on the same day, else in three working days', () => {
    const { clocks } = ticketOf('2026-11-25T10:00', 'enquiry');
    expect(clocks.rows.map(({ name, kind, endsAt }) => [name ?? kind, shanghaiMinute(endsAt!)])).toEqual([
      ['finish', '2026-11-30 17:30'],
      ['当日答复', '2026-11-25 17:30'],
    ]);
  });
});
