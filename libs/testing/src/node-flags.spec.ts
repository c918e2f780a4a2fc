import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { NODE_FLAGS } from './node-flags.js';

const read = (file: string): string => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');
const command = (app: string): string => `node ${NODE_FLAGS.join(' ')} dist/apps/${app}/src/main.js`;

interface Compose {
  services: Record<string, { image: string; command?: string[] }>;
}

describe('every documented way of starting has the flags with which memory was measured', () => {
  it('npm start, and npm run start:services, which hands its own on', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(scripts['start']).toBe(`exec ${command('all-in-one')}`);
    expect(scripts['start:services']).toBe(`exec ${command('services')}`);
  });

  it('what a supervisor is told to start', () => {
    expect(read('docs/operations.md').split('\n')).toContain(command('<service>'));
  });

  it('the image', () => {
    const [, words] = /^CMD (\[.*\])$/m.exec(read('docker/Dockerfile')) ?? [];
    expect((JSON.parse(words ?? '[]') as string[]).join(' ')).toBe(command('all-in-one'));
  });

  it.each(['compose.yml', 'compose.embedded.yml'])('docker/%s', (file) => {
    const { services } = parse(read(`docker/${file}`), { merge: true }) as Compose;
    const ours = Object.entries(services).filter(([, { image }]) => image.startsWith('huying:'));
    expect(ours).not.toHaveLength(0);
    for (const [name, service] of ours) {
      const app = file === 'compose.yml' ? name : 'all-in-one';
      expect(service.command?.join(' ')).toBe(command(app));
    }
  });
});
