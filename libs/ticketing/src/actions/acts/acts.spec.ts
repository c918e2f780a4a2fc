import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ACTS } from './acts.js';

it('the table has every act of the folder, under the name of its file, once', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.act.ts'));
  expect(ACTS.map(({ name }) => `${name}.act.ts`).toSorted()).toEqual(files.toSorted());
});

it('every act has a Chinese label of its own', () => {
  const labels = ACTS.map(({ label }) => label);
  expect(labels.filter((label) => !/^\p{Script=Han}+$/u.test(label))).toEqual([]);
  expect(new Set(labels).size).toBe(labels.length);
});
