import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secrets } from '#libs/runtime';
import { UsageError } from './command.js';

/**
 * The key of an account, from where every process of ours has it: HUYING_SECRET_ACCOUNTS_<ID>, the file that …_FILE names, or the
 * secrets file; or from `--key-file`. Never from the command line, which every process of the machine can read.
 */
export function keyOf(account: string, keyFile: string | undefined, environment: NodeJS.ProcessEnv): string {
  if (keyFile !== undefined) return readKey(keyFile);
  const file = environment['HUYING_SECRETS_FILE'] ?? join(environment['HUYING_DATA_DIR'] ?? 'data', 'secrets.json');
  const key = new Secrets(file, environment).find(`accounts.${account}`);
  if (key !== undefined) return key;
  const variable = `HUYING_SECRET_ACCOUNTS_${account.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
  throw new UsageError(
    `there is no key of the account ${account}: give it by ${variable}, ${variable}_FILE or --key-file, or by ${file}`,
  );
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`--key-file: ${(error as Error).message}`);
  }
}
