import { describe, expect, it } from 'vitest';
import { Books } from './books.js';

const ticket = '0'.repeat(26);

function told(books: Books, at: number): void {
  const key = `${ticket}.${at}.1`;
  const report = { platform: 'hotline', key, purpose: 'report', ticket, status: 'RESOLVED' } as const;
  books.receive({ ...report, at, answer: 'yes', effect: true });
}

function revisited(books: Books, solved: boolean): void {
  const id = '1-H1';
  books.sendings.push({ platform: 'hotline', kind: 'callback', id, ticket, solved, at: 2, outcome: 'left', times: 0 });
}

describe('the same status told twice in a row', () => {
  it.each([
    ['without a word of the resident', undefined, [`hotline report ${ticket} RESOLVED (${ticket}.3.1)`]],
    ['after the resident called it solved', true, [`hotline report ${ticket} RESOLVED (${ticket}.3.1)`]],
    ['after the resident called it not solved', false, []],
  ])('%s', (_name, solved, doubled) => {
    const books = new Books();
    told(books, 1);
    if (solved !== undefined) revisited(books, solved);
    told(books, 3);
    expect(books.doubled()).toEqual(doubled);
  });
});
