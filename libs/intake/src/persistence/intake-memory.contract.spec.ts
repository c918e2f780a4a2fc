import { join } from 'node:path';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sealer } from '#libs/access';
import { busSchema, OperatorActs } from '#libs/bus';
import { eventReceived, type MessageType } from '#libs/contracts';
import { Secrets, Settings, SystemClock } from '#libs/runtime';
import { testDatabases } from '../../../testing/src/database.js';
import { BlobNames } from '../actions/blob-names.js';
import { Blobs } from '../actions/blobs.js';
import { Cursors } from '../actions/cursors.js';
import { Nonces } from '../actions/nonces.js';
import { LookIntoQuarantine, type QuarantinedItem } from '../actions/look-into-quarantine.js';
import { Quarantine } from '../actions/quarantine.js';
import { intakeSchema } from './intake-schema.js';

const secrets = new Secrets(join(mkdtempSync(join(tmpdir(), 'huying-')), 'secrets.json'), {});
const sealer = new Sealer(secrets);

describe.each(await testDatabases())('what intake remembers on $name', (kind) => {
  let database: DataSource;
  beforeAll(async () => {
    database = await kind.open([busSchema, intakeSchema]);
  });
  afterAll(() => kind.drop());

  it('a nonce, by its exact characters and its platform', async () => {
    const nonces = new Nonces(database);
    const used = { platform: 'grid', nonce: 'Abc', bodyHash: 'a'.repeat(64) };
    const other = { ...used, bodyHash: 'b'.repeat(64) };
    await nonces.remember([used, used]);
    await nonces.remember([used]);
    const unlike = [
      { ...other, nonce: 'abc' },
      { ...other, platform: 'hotline' },
    ];
    expect(await nonces.reusedAmong([used, other, ...unlike])).toEqual(new Set([other]));
    await nonces.forgetExpired();
    expect(await nonces.reusedAmong([other])).toEqual(new Set([other]));
  });

  it('a nonce once, when many record it at the same time', async () => {
    const nonces = new Nonces(database);
    const used = { platform: 'grid', nonce: 'together', bodyHash: 'a'.repeat(64) };
    await Promise.all(Array.from({ length: 10 }, () => nonces.remember([used])));
    expect(await database.query("SELECT COUNT(*) AS n FROM intake_nonce WHERE nonce = 'together'")).toEqual([
      { n: expect.toSatisfy((n) => Number(n) === 1) },
    ]);
  });

  it('quarantined bytes whole and once, 1 MiB of them and zero bytes included', async () => {
    const quarantine = new Quarantine(database, sealer);
    const raw = Buffer.alloc(1024 * 1024, 0x00);
    const arrival = { platform: 'grid', epoch: 0, entrance: 'push', receivedAt: new Date() } as const;
    const item = { kind: 'event', code: 'x'.repeat(80), detail: '坏'.repeat(1_200), raw } as const;
    const said = await Promise.all([quarantine.keep([item, item], arrival), quarantine.keep([item], arrival)]);
    expect(said.map(({ length }) => length)).toEqual([1, 1]);
    const look = new LookIntoQuarantine(database, sealer, new OperatorActs(database, new SystemClock()));
    const operator = { actor: 'office', reason: '核对来件' };
    const id = String(said[0]?.[0]?.id);
    expect(await look.raw(id, operator)).toEqual(raw);
    expect(await look.raw('0'.repeat(64), operator)).toBeUndefined();
    const acts = await new OperatorActs(database, new SystemClock()).list(10);
    expect(acts).toMatchObject([{ ...operator, act: 'open-quarantined', target: { quarantineId: id } }]);
  });

  it('the quarantine page by page, newest first, without a gap or a repeat, also where many have one time', async () => {
    const quarantine = new Quarantine(database, sealer);
    const look = new LookIntoQuarantine(database, sealer, new OperatorActs(database, new SystemClock()));
    for (const second of [1, 2]) {
      const receivedAt = new Date(`2026-11-25T00:00:0${second}.005Z`);
      const items = Array.from({ length: 5 }, (_, index) => Buffer.from(`${second} ${index}`)).map((raw) => ({
        ...({ kind: 'callback', code: 'x', detail: '' } as const),
        raw,
      }));
      await quarantine.keep(items, { platform: 'paged', epoch: 0, entrance: 'pull', receivedAt });
    }
    const pages: QuarantinedItem[][] = [];
    for (let after: QuarantinedItem | undefined; pages.length < 5; after = pages.at(-1)?.at(-1)) {
      const page = await look.page({ platform: 'paged', limit: 3, ...(after ? { after } : {}) });
      if (page.length === 0) break;
      pages.push(page);
    }
    const found = pages.flat();
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 3, 1]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(10);
    expect(found.map(({ receivedAt }) => receivedAt.getTime())).toEqual(
      found.map(({ receivedAt }) => receivedAt.getTime()).toSorted((one, other) => other - one),
    );
    expect(found[0]).not.toHaveProperty('raw');
  });

  it('attachments that a message may name; the others are deleted when nobody has brought them for a day', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'huying-blobs-'));
    const names = new BlobNames(database);
    const blobs = new Blobs(Object.assign(new Settings(), { dataDir }), names);
    const keep = (text: string) => blobs.keep(Buffer.from(text));
    const there = (name: string) => existsSync(join(dataDir, 'blobs', name.slice(0, 2), name));
    const [used, unused, again, old] = [
      await keep('used'),
      await keep('unused'),
      await keep('again'),
      await keep('old'),
    ];
    const body = {
      attachments: [
        { name: 'a', blob: used },
        { name: 'b', url: 'https://example.invalid/b' },
      ],
    };
    await names.named([{ type: eventReceived as unknown as MessageType, id: 'x', body }]);
    // One from before there were rows, and one that a killed process had begun.
    await database.query('DELETE FROM intake_blob WHERE name = ?', [old]);
    const half = join(dataDir, 'blobs', used.slice(0, 2), `${used}.1.2.new`);
    writeFileSync(half, 'us');

    expect(await blobs.deleteUnused(new Date(Date.now() - 60_000))).toBe(0);
    expect(there(unused)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = new Date();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await keep('again')).toBe(again);
    expect(await blobs.deleteUnused(before)).toBe(2);
    expect([there(used), there(unused), there(again), there(old), existsSync(half)]).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
    // Brought and deleted at the same moment, again and again: what was brought is there.
    await keep('unused');
    for (let round = 0; round < 20; round++) {
      await database.query("UPDATE intake_blob SET kept_at = '2026-01-01 00:00:00.000' WHERE name = ?", [unused]);
      await Promise.all([keep('unused'), blobs.deleteUnused(before)]);
      expect(there(unused)).toBe(true);
    }
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('how far a pull has come, also after it moved to where it was', async () => {
    const cursors = new Cursors(database);
    expect(await cursors.read('grid', 'events:0')).toBeUndefined();
    expect(await cursors.take('grid', ['events:0'], new Date(Date.now() + 60_000))).toBe(true);
    expect(await cursors.read('grid', 'events:0')).toBeUndefined();
    for (const cursor of ['a', 'a', '二'])
      expect(await cursors.move('grid', 'events:0', cursor, new Date())).toBe(true);
    expect(await cursors.read('grid', 'events:0')).toBe('二');
    expect(await cursors.read('grid', 'callbacks:0')).toBeUndefined();
  });

  it('who pulls a platform: one process at a time, for all of its plans, until it gives back or its lease runs out', async () => {
    const [one, other] = [new Cursors(database), new Cursors(database)];
    const plans = ['events:0', 'callbacks:1'];
    const soon = (milliseconds: number) => new Date(Date.now() + milliseconds);
    const firsts = await Promise.all([one, other].map((process) => process.take('leased', plans, soon(60_000))));
    expect(firsts.toSorted()).toEqual([false, true]);
    const [holder, waiting] = firsts[0] ? [one, other] : [other, one];
    expect(await holder.take('leased', plans, soon(120_000))).toBe(true);
    expect((await waiting.takenUntil('leased'))?.getTime()).toBeGreaterThan(soon(60_000).getTime());
    expect(await waiting.take('leased', [...plans, 'events:2'], soon(60_000))).toBe(false);
    expect(await waiting.move('leased', 'events:0', 'stolen', new Date())).toBe(false);
    expect(await waiting.take('not leased', plans, soon(60_000))).toBe(true);

    await waiting.giveBack('leased');
    expect(await waiting.take('leased', plans, soon(60_000))).toBe(false);
    await holder.giveBack('leased');
    expect(await waiting.take('leased', plans, soon(2_000))).toBe(true);
    // Killed: it neither prolongs nor gives back.
    expect(await holder.take('leased', plans, soon(60_000))).toBe(false);
    await expect.poll(() => holder.take('leased', plans, soon(60_000)), { timeout: 10_000 }).toBe(true);
    expect(await waiting.move('leased', 'events:0', 'late', new Date())).toBe(false);
    expect(await holder.read('leased', 'events:0')).toBeUndefined();
  });
});
