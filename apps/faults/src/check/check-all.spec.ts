import { describe, expect, it } from 'vitest';
import type { Receipt, Sending } from '../../../simulator/src/index.js';
import type { Evidence, Logged } from '../evidence/evidence.js';
import { checkAll } from './check-all.js';
import { openDeliveries } from './check-deliveries.js';

const T = 'ticket';
const DELIVERY = `${T}.1.1`;

function record(type: string, offset: number, more: Partial<Logged> = {}): Logged {
  return { type, partition: 0, offset, id: `${type}-${offset}`, key: T, sequence: 0, ticketId: T, ...more };
}

function sending(kind: Sending['kind'], id: string, more: Partial<Sending> = {}): Sending {
  return { platform: 'grid', kind, id, ticket: T, at: 0, outcome: 'accepted', times: 1, ...more };
}

function receipt(more: Partial<Receipt> = {}): Receipt {
  const asked = { platform: 'stations', key: DELIVERY, purpose: 'dispatch', ticket: T } as const;
  return { ...asked, at: 0, answer: 'yes', effect: true, ...more };
}

const GOOD_LOG: readonly Logged[] = [
  record('event-received', 0),
  record('delivery-requested', 0, { deliveryId: DELIVERY, sequence: 1 }),
  record('ticket-changed', 0, { sequence: 1 }),
  record('delivery-settled', 0, { deliveryId: DELIVERY, sequence: 3 }),
  record('callback-received', 0, { callbackId: 'signed', platform: 'stations' }),
  record('ticket-changed', 1, { sequence: 2 }),
];

/** One event, dispatched to the stations and signed there, and nothing else. */
function good(more: Partial<Evidence> = {}): Evidence {
  return {
    books: {
      sendings: [sending('event', 'E1'), sending('callback', 'C1', { platform: 'stations' })],
      receipts: [receipt()],
      doubled: () => [],
      outOfOrder: () => [],
    },
    log: GOOD_LOG,
    tickets: [{ id: T, source: 'grid', eventId: 'E1', revision: 2 }],
    history: [
      { ticketId: T, version: 1, act: 'opened' },
      { ticketId: T, version: 2, act: 'callback', callbackId: 'signed' },
    ],
    deliveries: [{ id: DELIVERY, platform: 'stations', state: 'accepted' }],
    inbox: new Map([
      ['ticketing', new Set(['event-received-0', 'delivery-settled-0', 'callback-received-0'])],
      ['delivery', new Set(['delivery-requested-0', 'callback-received-0'])],
    ]),
    deadLetters: [],
    parked: [],
    ...more,
  };
}

function wrongs(more: Partial<Evidence>): string[] {
  return checkAll(good(more)).map(({ wrong, what }) => `${wrong}: ${what}`);
}

const withBooks = (more: Partial<Evidence['books']>): Partial<Evidence> => ({ books: { ...good().books, ...more } });

function letter(more: Partial<Evidence['deadLetters'][number]> = {}): Evidence['deadLetters'][number] {
  const place = { topic: 'huying.event-received', partition: 0, offset: 1 };
  return { id: 'D', group: 'ticketing', ...place, messageId: 'event-received-1', reason: 'unreadable', ...more };
}

const POISONED: Partial<Evidence> = {
  log: [...GOOD_LOG, record('event-received', 1, { poison: 'not JSON' })],
};

describe('the checker', () => {
  it('finds nothing where everything is as it was promised', () => {
    expect(wrongs({})).toEqual([]);
  });

  it('names an event without a ticket, pushed or left for the pull, but not one that was never taken', () => {
    const { sendings } = good().books;
    const events = [
      sending('event', 'E2', { ticket: 'gone' }),
      sending('event', 'E3', { ticket: 'unfound', outcome: 'left' }),
      sending('event', 'E4', { ticket: 'untaken', outcome: 'lost' }),
    ];
    expect(wrongs(withBooks({ sendings: [...sendings, ...events] }))).toEqual([
      'lost: event grid E2: no ticket gone',
      'lost: event grid E3: no ticket unfound',
    ]);
  });

  it('names two tickets of one event, and one of an event that nobody reported', () => {
    const other = { id: 'other', source: 'grid', revision: 0 };
    const { tickets } = good();
    expect(wrongs({ tickets: [...tickets, { ...other, eventId: 'E1' }] })).toEqual([
      'doubled: event grid E1: 2 tickets',
    ]);
    expect(wrongs({ tickets: [...tickets, { ...other, eventId: 'E9' }] })).toEqual([
      'invented: a ticket of the event grid E9, which nobody reported',
    ]);
  });

  it('names a history with a hole, a ticket that was opened twice, and a callback that was followed twice or never', () => {
    const [opened, signed] = good().history as [Evidence['history'][number], Evidence['history'][number]];
    expect(wrongs({ history: [opened, { ...signed, version: 3 }] })).toEqual([
      'outOfOrder: ticket ticket of version 2: history 1,3',
    ]);
    expect(wrongs({ history: [opened, { ...opened, ...signed, act: 'opened' }] })).toEqual([
      'doubled: ticket ticket: opened 2 times',
    ]);
    const tickets = [{ id: T, source: 'grid', eventId: 'E1', revision: 3 }];
    expect(wrongs({ tickets, history: [opened, signed, { ...signed, version: 3 }] })).toEqual([
      'doubled: callback signed: 2 times in the history',
    ]);
    expect(wrongs({ history: [opened, { ticketId: T, version: 2, act: 'other' }] })).toEqual([
      'lost: callback signed of ticket ticket: in the log, in no history',
    ]);
  });

  it('names callbacks that a platform told and the log has not, and those that no platform told', () => {
    const { sendings } = good().books;
    const more = sending('callback', 'C2', { platform: 'stations' });
    expect(wrongs(withBooks({ sendings: [...sendings, more] }))).toEqual([
      'lost: callbacks of stations about ticket ticket: 2 told, 1 in the log',
    ]);
    expect(wrongs(withBooks({ sendings: sendings.slice(0, 1) }))).toEqual([
      'invented: callbacks of stations about ticket ticket: 0 told, 1 in the log',
    ]);
  });

  it('names a message that a group has not handled, and one that it handled and that is not in the log', () => {
    const inbox = new Map(good().inbox).set('delivery', new Set(['delivery-requested-0', 'ghost']));
    expect(wrongs({ inbox })).toEqual([
      'lost: callback-received callback-received-0 (0@0): not handled by delivery',
      'invented: delivery handled ghost, not in the log',
    ]);
  });

  it('takes a repeat of a message in the log for what it is', () => {
    expect(
      wrongs({ log: [...GOOD_LOG, record('ticket-changed', 2, { id: 'ticket-changed-0', sequence: 1 })] }),
    ).toEqual([]);
  });

  it('names what ticketing said of a ticket in the wrong order', () => {
    expect(wrongs({ log: [...GOOD_LOG, record('ticket-changed', 2, { sequence: 1 })] })).toEqual([
      'outOfOrder: ticket-changed of ticket: 1 after 2 in the log',
    ]);
  });

  it('wants one dead letter for each poison in each group that hears it, and none for what is good', () => {
    expect(wrongs({ ...POISONED, deadLetters: [letter()] })).toEqual([]);
    expect(wrongs(POISONED)).toEqual([
      'lost: poison (not JSON) event-received event-received-1 (0@1): neither dead nor waiting at ticketing',
    ]);
    const waiting = { group: 'ticketing', key: T, messageId: 'event-received-1', dead: false };
    expect(wrongs({ ...POISONED, parked: [waiting] })).toEqual([]);
    expect(wrongs({ ...POISONED, deadLetters: [letter(), letter({ id: 'D2' })] })).toEqual([
      'doubled: dead letter of ticketing at huying.event-received/0@1: 2 times',
    ]);
    expect(wrongs({ deadLetters: [letter({ offset: 0, messageId: 'event-received-0' })] })).toEqual([
      'lost: dead letter of ticketing at huying.event-received/0@0, though good: unreadable',
    ]);
    expect(wrongs({ deadLetters: [letter()] })).toEqual([
      'invented: dead letter of ticketing at huying.event-received/0@1: there is no such message',
    ]);
  });

  it('expects nothing of poison but its dead letter', () => {
    const log = [
      ...GOOD_LOG,
      record('delivery-requested', 1, { poison: 'breaks the rules', sequence: 0 }),
      record('ticket-changed', 2, { poison: 'not JSON', sequence: 0 }),
    ];
    const place = { topic: 'huying.delivery-requested', messageId: 'delivery-requested-1' };
    expect(wrongs({ log, deadLetters: [letter({ ...place, group: 'delivery' })] })).toEqual([]);
  });

  it('wants nothing to be dead or waiting once the poison is mended, and knows what mending asked for', () => {
    const mended = {
      replayed: ['by-its-place'],
      events: [sending('event', 'E2', { ticket: 'mended' })],
      deliveries: new Set(['mended.1.99']),
    };
    const more = { id: 'mended', source: 'grid', eventId: 'E2', revision: 0 };
    const whole = {
      ...POISONED,
      mended,
      tickets: [...good().tickets, more],
      deliveries: [...good().deliveries, { id: 'mended.1.99', platform: 'message-board', state: 'refused' }],
    };
    expect(wrongs(whole)).toEqual([]);
    const inbox = new Map(good().inbox);
    inbox.set('ticketing', new Set([...(inbox.get('ticketing') ?? []), 'by-its-place']));
    expect(wrongs({ ...whole, inbox })).toEqual([]);
    expect(wrongs({ ...whole, deadLetters: [letter()] })).toEqual([
      'lost: event-received-1 at ticketing: mended and replayed, and still not handled',
    ]);
    expect(wrongs({ ...whole, tickets: good().tickets })).toEqual(['lost: event grid E2: no ticket mended']);
  });

  it('names a good message that waits', () => {
    const waiting = { group: 'ticketing', key: T, messageId: 'event-received-0', dead: false };
    expect(wrongs({ parked: [waiting] })).toEqual([
      'lost: event-received event-received-0 (0@0): waits at ticketing, though good',
    ]);
  });

  it('names a delivery that a platform saw and nobody asked for, and one that was asked for and not kept', () => {
    const { receipts } = good().books;
    expect(wrongs(withBooks({ receipts: [...receipts, receipt({ key: 'X.1.1', effect: false })] }))).toEqual([
      'invented: delivery X.1.1: seen by a platform, never asked for',
    ]);
    expect(wrongs({ deliveries: [] })).toEqual([`lost: delivery ${DELIVERY}: asked for, not kept`]);
  });

  it('names a delivery whose end is not what the platform knows, but not one whose end is not known', () => {
    expect(wrongs(withBooks({ receipts: [receipt({ effect: false })] }))).toEqual([
      `lost: delivery ${DELIVERY}: settled as accepted, but stations never did it`,
    ]);
    const [delivery] = good().deliveries as [Evidence['deliveries'][number]];
    expect(wrongs({ deliveries: [{ ...delivery, state: 'undeliverable' }] })).toEqual([
      `lost: delivery ${DELIVERY}: settled as undeliverable, but stations did it`,
    ]);
    expect(wrongs({ deliveries: [{ ...delivery, state: 'unconfirmed' }] })).toEqual([]);
  });

  it('names what took effect twice or out of order at a platform', () => {
    expect(wrongs(withBooks({ receipts: [receipt(), receipt()], doubled: () => ['the task'] }))).toEqual([
      'doubled: the task',
      `doubled: delivery ${DELIVERY}: 2 effects`,
    ]);
    expect(wrongs(withBooks({ outOfOrder: () => ['2 before 1'] }))).toEqual(['outOfOrder: 2 before 1']);
  });

  it('names everything that went into quarantine', () => {
    const inbox = new Map(good().inbox);
    inbox.set('ticketing', new Set([...(inbox.get('ticketing') ?? []), 'inbound-quarantined-0']));
    const held = record('inbound-quarantined', 0, { platform: 'grid' });
    expect(wrongs({ inbox, log: [...GOOD_LOG, held] })).toEqual([
      'invented: quarantine inbound-quarantined-0 of grid: everything that was sent can be read',
    ]);
  });
});

describe('deliveries that have not come to an end', () => {
  it('are late, unless one of their strand waits for its time', () => {
    const now = new Date('2026-11-25T08:00:00Z');
    const open = { platform: 'grid', state: 'waiting' };
    const evidence = good({
      deliveries: [
        { id: 'A.1.1', ...open, dueAt: new Date('2026-11-25T08:05:00Z') },
        { id: 'A.2.1', ...open },
        { id: 'B.1.1', ...open },
        { id: 'C.1.1', ...open, dueAt: new Date('2026-11-25T07:59:00Z') },
        { id: 'D.1.1', platform: 'grid', state: 'refused' },
      ],
    });
    const late = ['delivery B.1.1 to grid: still waiting', 'delivery C.1.1 to grid: still waiting'];
    expect(openDeliveries(evidence, now)).toEqual({ late, waiting: 2 });
  });
});
