import { OwnMariadb } from './own-mariadb.js';
import { answersAt, LOCAL } from './local-mariadb.js';

/**
 * Where neither MYSQL_URL nor the usual local server is there, but MariaDB is installed, the run gets a server of its own, on
 * loopback and with a folder that is gone afterwards; specs find it by MYSQL_URL.
 */
export default async function mariadbOfTheRun(): Promise<() => Promise<void>> {
  const own = await serverWhereNoneIs(process.env.MYSQL_URL, LOCAL);
  if (!own) return () => Promise.resolve();
  process.env.MYSQL_URL = own.url;
  return () => own.stopAndForget();
}

/** Undefined where one is named or answers, and where MariaDB is not installed: then the suites themselves say what is missing. */
export async function serverWhereNoneIs(named: string | undefined, local: string): Promise<OwnMariadb | undefined> {
  if (named !== undefined || (await answersAt(local))) return undefined;
  const own = await OwnMariadb.make(() => undefined);
  await own?.start();
  return own;
}
