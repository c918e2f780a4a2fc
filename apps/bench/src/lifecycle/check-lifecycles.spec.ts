import { describe, expect, it } from 'vitest';
import { checkLifecycles, type Kept } from './check-lifecycles.js';
import type { OutsideBooks } from './lifecycle-plan.js';

const books: OutsideBooks = {
  events: 1,
  closed: 1,
  pushes: 5,
  requests: 6,
  doubled: [],
  outOfOrder: [],
  failures: [],
};
const whole: Kept = {
  tickets: [{ id: 'T', state: 'closed' }],
  histories: [{ ticketId: 'T', steps: 7, first: 1, last: 7 }],
  deliveries: [
    { ticketId: 'T', purpose: 'dispatch', state: 'accepted', count: 1 },
    { ticketId: 'T', purpose: 'report', state: 'accepted', count: 5 },
  ],
  stuck: 0,
};
const [dispatch, report] = whole.deliveries as [Kept['deliveries'][number], Kept['deliveries'][number]];

describe('a lifecycle is whole', () => {
  it('with one closed ticket, all its steps, one dispatch and five reports', () => {
    expect(checkLifecycles(books, whole)).toEqual({ lost: 0, doubled: 0, outOfOrder: 0 });
  });

  it.each<[string, Partial<Kept>, Partial<OutsideBooks>, object]>([
    ['an event without ticket is lost', {}, { events: 2 }, { lost: 1, doubled: 0, outOfOrder: 0 }],
    ['an open ticket is lost', { tickets: [{ id: 'T', state: 'resolved' }] }, {}, { lost: 1 }],
    ['a ticket more than there were events is doubled', {}, { events: 0 }, { doubled: 1 }],
    ['a report that is missing is lost', { deliveries: [dispatch, { ...report, count: 4 }] }, {}, { lost: 1 }],
    ['a second dispatch is doubled', { deliveries: [{ ...dispatch, count: 2 }, report] }, {}, { doubled: 1 }],
    [
      'a delivery that nobody took is lost',
      { deliveries: [dispatch, report, { ...report, state: 'refused', count: 1 }] },
      {},
      { lost: 1 },
    ],
    ['a message that is stuck is lost', { stuck: 1 }, {}, { lost: 1 }],
    ['a push that was not taken is lost', {}, { failures: ['x'] }, { lost: 1 }],
    [
      'a gap in the history is out of order',
      { histories: [{ ticketId: 'T', steps: 6, first: 1, last: 7 }] },
      {},
      { outOfOrder: 1 },
    ],
    ['what platforms saw counts too', {}, { doubled: ['x'], outOfOrder: ['y'] }, { doubled: 1, outOfOrder: 1 }],
  ])('%s', (_name, kept, outside, counts) => {
    expect(checkLifecycles({ ...books, ...outside }, { ...whole, ...kept })).toMatchObject(counts);
  });
});
