import { expect, it } from 'vitest';
import { WorkMemory } from './work-memory.js';

it('work in hand is seen from the other side until it is done, whatever else is begun and done meanwhile', () => {
  const here = new WorkMemory();
  const there = new WorkMemory(here.shared);
  const steps = [there.step];
  const first = here.write('{"key":"一"}');
  steps.push(there.step);
  const second = here.write('二');
  expect(there.read()).toEqual(['{"key":"一"}', '二']);
  here.clear(first);
  steps.push(there.step);
  expect([there.read(), there.isEmpty]).toEqual([['二'], false]);
  here.clear(second);
  expect([there.read(), there.isEmpty]).toEqual([[], true]);
  expect(new Set(steps).size).toBe(3);
});

it('more than there is room for is not seen, and does no harm', () => {
  const memory = new WorkMemory();
  const slots = Array.from({ length: 20 }, (_, index) => memory.write(String(index)));
  memory.write('x'.repeat(10_000));
  expect(memory.read()).toHaveLength(16);
  for (const slot of slots) memory.clear(slot);
  expect(memory.isEmpty).toBe(true);
  memory.clear(memory.write('x'.repeat(10_000)));
  expect(memory.isEmpty).toBe(true);
});
