import { DataSource } from 'typeorm';

/** The server that developers mostly have, where root gets in without a password. */
export const LOCAL = 'mysql://root@127.0.0.1:3306';

/** Does something with a connection to a server, whatever its databases. Rejects when it does not answer or let us in. */
export async function onServer(server: string, act: (connection: DataSource) => Promise<unknown>): Promise<void> {
  const connection = await new DataSource({
    type: 'mariadb',
    url: `${server}/`,
    poolSize: 1,
    connectTimeout: 3_000,
  }).initialize();
  try {
    await act(connection);
  } finally {
    await connection.destroy();
  }
}

export async function answersAt(server: string): Promise<boolean> {
  try {
    await onServer(server, () => Promise.resolve());
    return true;
  } catch {
    return false;
  }
}
