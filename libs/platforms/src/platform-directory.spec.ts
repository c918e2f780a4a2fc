import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigurationError, RuntimeModule, SetClock, Settings } from '#libs/runtime';
import { Channels } from './channels.js';
import { dialects } from './dialects.js';
import { PlatformDirectory } from './platform-directory.js';
import { PlatformsModule } from './platforms.module.js';

const folder = mkdtempSync(join(tmpdir(), 'platforms-'));
afterAll(() => rmSync(folder, { recursive: true }));
const clock = new SetClock(new Date('2026-11-25T02:00:00Z'));

function mistakesOf(yaml: string): readonly string[] {
  const file = join(folder, 'platforms.yml');
  writeFileSync(file, yaml);
  try {
    PlatformDirectory.read(file, dialects, clock);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('the directory of platforms', () => {
  it('is made from the file, for the whole process', async () => {
    const settings = Object.freeze({ ...new Settings(), configDir: 'config', dataDir: folder });
    const app = await Test.createTestingModule({
      imports: [RuntimeModule.forRoot(settings, clock), PlatformsModule.forRoot()],
    }).compile();
    const directory = app.get(PlatformDirectory);
    const codes = directory.all().map((platform) => platform.settings.code);
    expect(codes).toEqual(['grid', 'xhxy', 'stations', 'hotline', 'message-board']);
    expect(directory.find('grid')?.settings.revisit).toBe('source');
    expect(directory.find('none')).toBeUndefined();
    expect(() => directory.get('none')).toThrow('unknown-platform');
    const channels = app.get(Channels);
    expect(channels.of('grid')).toBe(channels.of('grid'));
    expect(channels.of('message-board')).toBeUndefined();
    await app.close();
  });

  it('tells all mistakes of all platforms at once, each with its path', () => {
    const mistakes = mistakesOf(`
platforms:
  - { code: counter, name: 柜台, dialect: xhxy-json, timezone: Beijing }
  - { code: a, name: 甲, dialect: xhxy-json, inbound: { auth: hmac }, mapping: { sources: { grid: 网格 }, nothing: 1 } }
  - { code: a, name: 乙, dialect: telepathy, inbound: { auth: hmac }, agencies: { 371402-ZJJ: 17 } }
  - code: b
    name: 丙
    dialect: mapped-json
    reports: [CLOSED]
    pull: [{ kind: events, path: /e, everySeconds: 5 }, { kind: events, path: /e, everySeconds: 9 }]
    mapping: { events: { fields: { eventId: =no, title: "=a &" } } }
`);
    for (const path of [
      '$.platforms[0].code: "counter"',
      '$.platforms[0].timezone: "Beijing"',
      '$.platforms[1].mapping.nothing:',
      '$.platforms[2].code: "a" is already that of $.platforms[1]',
      '$.platforms[2].inbound.clientId: "a"',
      '$.platforms[2].inbound.secret: "platforms.a.inbound"',
      '$.platforms[2].agencies.371402-ZJJ:',
      '$.platforms[2].dialect: there is no "telepathy"',
      '$.platforms[3].pull: it cannot be pulled from',
      '$.platforms[3].pull: two entries',
      '$.platforms[3].reports:',
      '$.platforms[3].mapping.events.fields.title:',
      '$.platforms[3].mapping.outbound.report:',
      '$.platforms[3].mapping.pull.events:',
    ])
      expect(mistakes).toContainEqual(expect.stringContaining(path));
    expect(mistakes).toHaveLength(14);
  });

  it('tells which words a source may be called by', () => {
    expect(
      mistakesOf('platforms: [{ code: x, name: 县, dialect: xhxy-json, mapping: { sources: { grid: 网格 } } }]'),
    ).toEqual([expect.stringContaining('$.platforms[0].mapping.sources.grid: must be one of GRID')]);
  });
});
