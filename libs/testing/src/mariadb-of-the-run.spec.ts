import { expect, it } from 'vitest';
import { answersAt } from './local-mariadb.js';
import { serverWhereNoneIs } from './mariadb-global-setup.js';

it('a run that finds no MariaDB starts one of its own, where it is installed, and takes it away', async () => {
  expect(await serverWhereNoneIs('mysql://named', 'mysql://root@127.0.0.1:1')).toBeUndefined();
  const own = await serverWhereNoneIs(undefined, 'mysql://root@127.0.0.1:1');
  // Not installed: the suites that need it have said so.
  if (!own) return;
  const server = own.url.replace(/\/mysql$/, '');
  expect(await answersAt(server)).toBe(true);
  expect(await serverWhereNoneIs(undefined, server)).toBeUndefined();
  await own.stopAndForget();
  expect(await answersAt(server)).toBe(false);
}, 60_000);
