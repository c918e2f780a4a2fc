import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messageTypes } from '#libs/contracts';
import { readSettings } from '#libs/runtime';
import { services } from '#libs/service';
import { environmentOf, ownServices, readCompose, ROOT, type ComposeService } from './compose-file.js';

const files = ['compose.yml', 'compose.embedded.yml'] as const;
const dockerfile = readFileSync(join(ROOT, 'docker/Dockerfile'), 'utf8');

/** What the service lacks for being left alone on a machine. */
function lacking(service: ComposeService): string[] {
  return [
    ...(/^\d+(\.\d+)?[mg]$/.test(service.mem_limit ?? '') ? [] : ['memory limit']),
    ...(service.healthcheck?.test.length ? [] : ['health check']),
    ...(service.restart === 'unless-stopped' ? [] : ['restart']),
    ...(service.volumes?.length ? [] : ['volume']),
    ...(service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:')),
  ];
}

describe.each(files)('docker/%s', (name) => {
  const file = readCompose(name);

  it('gives every service memory, a health check, a volume, and ports that only this machine reaches', () => {
    const found = Object.entries(file.services).map(([service, one]) => [service, lacking(one)]);
    expect(found).toEqual(Object.keys(file.services).map((service) => [service, []]));
  });

  it('names only volumes and secrets that it has', () => {
    for (const { volumes = [], secrets = [] } of Object.values(file.services)) {
      const named = volumes.map((volume) => volume.split(':')[0] as string).filter((from) => !from.startsWith('.'));
      for (const volume of named) expect(Object.keys(file.volumes)).toContain(volume);
      for (const secret of secrets) expect(Object.keys(file.secrets ?? {})).toContain(secret);
    }
  });

  it('starts built files, with settings that there are', () => {
    expect(ownServices(file).length).toBeGreaterThan(0);
    const commands = ownServices(file).map(([, { command = [] }]) => command);
    expect(commands.map(([first]) => first)).toEqual(commands.map(() => 'node'));
    expect(
      commands.map((command) => command.at(-1) as string).filter((built) => !existsSync(join(ROOT, built))),
    ).toEqual([]);
    for (const [, one] of ownServices(file)) expect(() => readSettings(environmentOf(one))).not.toThrow();
  });

  it('hands secrets over as files, never in the environment', () => {
    const given = Object.values(file.services).flatMap((one) => Object.entries(environmentOf(one)));
    const secret = given.filter(([variable]) => /PASSWORD|SECRET/.test(variable) && !/RANDOM/.test(variable));
    for (const [variable, value] of secret) {
      expect(variable).toMatch(/_FILE$/);
      expect(Object.keys(file.secrets ?? {})).toContain(/^\/run\/secrets\/(.+)$/.exec(value)?.[1]);
    }
    expect(given.filter(([, value]) => /:\/\/[^/]*:[^/]*@/.test(value))).toEqual([]);
  });
});

describe('docker/compose.yml', () => {
  const file = readCompose('compose.yml');

  it('has all services at their ports, and each waits until Kafka and MariaDB are healthy', () => {
    const healthy = { condition: 'service_healthy' };
    expect(
      ownServices(file).map(([name, { environment, ports, depends_on: waitsFor }]) => ({
        name,
        port: environment?.['HUYING_HTTP_PORT'],
        ports,
        waitsFor,
      })),
    ).toEqual(
      services.map(({ name, port }) => ({
        name,
        port,
        ports: [`127.0.0.1:${port}:${port}`],
        waitsFor: { kafka: healthy, mariadb: healthy },
      })),
    );
  });
});

describe('docker/Dockerfile', () => {
  const stage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  it('makes an image on Debian, of production packages only, that is not run as root', () => {
    expect([...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual(
      Array.from({ length: 2 }, () => 'node:24-bookworm-slim'),
    );
    expect(stage).toContain('npm ci --ignore-scripts --omit=dev --omit=optional');
    expect(/^USER (\S+)$/m.exec(stage)?.[1]).toBe('node');
  });

  it('copies what there is and is sent to the engine, and starts a built file', () => {
    const sent = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, from]) => from?.split(' ') ?? [],
    );
    expect(copied.filter((from) => !existsSync(join(ROOT, from)) || !sent.includes(`!${from}`))).toEqual([]);
    const command = JSON.parse(/^CMD (\[.+\])$/m.exec(stage)?.[1] as string) as string[];
    expect(existsSync(join(ROOT, command.at(-1) as string))).toBe(true);
    const settings = [...stage.matchAll(/(HUYING_\w+)=(\S+)/g)].map(([, variable, value]) => [variable, value]);
    expect(() => readSettings(Object.fromEntries(settings) as Record<string, string>)).not.toThrow();
    expect(settings.length).toBeGreaterThan(3);
  });

  it('is healthy by the same question as in the compose files', () => {
    const asked = JSON.parse(/HEALTHCHECK[^\n]*\\\n\s+CMD (\[.+\])/.exec(stage)?.[1] as string) as string[];
    for (const name of files)
      for (const [, { healthcheck }] of ownServices(readCompose(name)))
        expect(healthcheck?.test).toEqual(['CMD', ...asked]);
  });
});

describe('docs/operations.md', () => {
  const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
  /** First and second cell of every row whose first cell is one word of code. */
  const cells = new Map([...page.matchAll(/^\| `([^`]+)` +\| ([^|]*?) +\|/gm)].map(([, name, next]) => [name, next]));

  it('has every setting with its default, and none that is not', () => {
    const settings = Object.entries({ ...readSettings({}), secretsFile: '<data dir>/secrets.json' }).map(
      ([property, value]) => [
        `HUYING_${property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
        value === '' ? '' : `\`${value}\``,
      ],
    );
    const told = [...cells].filter(([name]) => name?.startsWith('HUYING_'));
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(settings));
  });

  it('has every topic with who says its messages', () => {
    const rows = [...page.matchAll(/^\| `huying\.([a-z-]+)` +\| [^|]+\| (\w+) +\|/gm)].map(([, ...row]) => row);
    expect(rows).toEqual(messageTypes.map(({ name, saidBy }) => [name, saidBy]));
  });

  it('has every service at its port', () => {
    for (const { name, port } of services) expect(cells.get(name)).toBe(String(port));
  });
});
