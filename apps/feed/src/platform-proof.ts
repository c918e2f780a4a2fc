import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { inboundSecretName, signStrict, type PlatformSettings } from '#libs/platforms';
import { Secrets } from '#libs/runtime';

/** Headers that prove one request to be the platform's. */
export type Proof = (method: 'GET' | 'POST', path: string, body: string) => Record<string, string>;

/** How the configured platform proves itself. Throws an Error that says what is missing. */
export function proofOf(code: string, { configDir, dataDir }: { configDir: string; dataDir: string }): Proof {
  const file = join(configDir, 'platforms.yml');
  const { platforms } = parse(readFileSync(file, 'utf8')) as { platforms: PlatformSettings[] };
  const platform = platforms.find((one) => one.code === code);
  if (!platform?.inbound)
    throw new Error(
      `${file} has no platform ${code} that may send; it has ${platforms.map((one) => one.code).join(', ')}`,
    );
  const { auth, clientId = code } = platform.inbound;
  const secret = secretOf(inboundSecretName(platform), dataDir);
  if (auth === 'key') return () => ({ 'x-api-key': secret });
  return (method, path, body) =>
    signStrict({ method, path, clientId, timestamp: Date.now(), nonce: randomUUID(), body, secret });
}

function secretOf(name: string, dataDir: string): string {
  const file = process.env['HUYING_SECRETS_FILE'] ?? join(dataDir, 'secrets.json');
  const secret = new Secrets(file, process.env).find(name);
  if (secret === undefined)
    throw new Error(
      `The secret ${name} stands neither in ${file} nor in the environment. Huying makes it at its first start; ` +
        'give its data folder with --data-dir.',
    );
  return secret;
}
