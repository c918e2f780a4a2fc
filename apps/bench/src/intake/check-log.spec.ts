import { describe, expect, it } from 'vitest';
import { checkLog } from './check-log.js';

const found = (...ids: string[]) =>
  ids.map((eventId, offset) => ({ partition: 0, offset, value: JSON.stringify({ eventId }) }));

describe('what was answered 202, held against the log', () => {
  it('stands there exactly once', () => {
    expect(checkLog([1, 2], found('E-000000002', 'E-000000001'))).toEqual({ lost: 0, doubled: 0 });
  });

  it('is lost where it is missing, and doubled where it stands twice', () => {
    expect(checkLog([1, 2], found('E-000000001', 'E-000000001'))).toEqual({ lost: 1, doubled: 1 });
  });

  it('may be missing where it was not answered 202', () => {
    expect(checkLog([1], found('E-000000001', 'E-000000002'))).toEqual({ lost: 0, doubled: 0 });
  });
});
