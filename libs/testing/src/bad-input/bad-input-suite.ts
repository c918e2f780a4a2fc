import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { signStrict } from '#libs/platforms';
import type { HttpAnswer } from '../start-intake.js';
import { badEvents, REFUSED_ID } from './bad-events.js';
import { badProofs, PROOF_BODY } from './bad-proofs.js';
import { oddPushes, type Fate } from './odd-pushes.js';

const EVENTS = '/v1/events';
const GRID = '/v1/platforms/grid/events';
const JSON_TYPE = { 'content-type': 'application/json' };
const PATIENCE = { timeout: 20_000, interval: 50 };

/** An intake as the outside sees it, and what people see of what it took. */
export interface IntakeDoor {
  post(path: string, headers: Record<string, string>, body: string | Uint8Array): Promise<HttpAnswer>;
  secretOf(platform: string): string;
  /** The ticket of an event, or as much of it as its message says; undefined when there is none (yet). */
  ticket(platform: string, eventId: string): Promise<Record<string, unknown> | undefined>;
  /** What waits in quarantine, newest first. */
  quarantined(): Promise<{ quarantineId: string; code: string }[]>;
  raw(quarantineId: string): Promise<Buffer>;
}

/** The table of bad input, row by row, on a real intake. What is refused leaves nothing; what is odd is kept as the row says. */
export function badInputSuite(door: () => IntakeDoor): void {
  const keyed = (contentType = 'application/json') => ({
    'x-api-key': door().secretOf('stations'),
    'content-type': contentType,
  });
  const push = (body: string | Uint8Array, nonce: string = randomUUID()) => {
    const proof = { method: 'POST', path: GRID, clientId: 'grid', timestamp: Date.now(), nonce, body };
    return door().post(GRID, { ...JSON_TYPE, ...signStrict({ ...proof, secret: door().secretOf('grid') }) }, body);
  };

  it.each(badEvents)('events: $input is answered $status $code', async ({ body, contentType, status, code, path }) => {
    const answer = await door().post(EVENTS, keyed(contentType), body());
    expect(answer).toMatchObject({ status, json: { status, code } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json.errors?.map((error) => error.path) ?? [undefined]).toContain(path);
  });

  it.each(badProofs)('who sends: $input is answered $status $code', async ({ path, headers, status, code, words }) => {
    const answer = await door().post(path, { ...JSON_TYPE, ...headers(door().secretOf) }, PROOF_BODY);
    expect(answer).toMatchObject({ status, json: { status, code, detail: expect.stringContaining(words) } });
  });

  /** Codes and ids of what has come into quarantine by `act`. */
  const heldBy = async (act: () => Promise<HttpAnswer>) => {
    const before = await door().quarantined();
    const answer = await act();
    const after = await door().quarantined();
    return { answer, held: after.slice(0, after.length - before.length) };
  };
  const of = (kept: Fate, refused: boolean) =>
    oddPushes.filter((row) => row.kept === kept && row.status >= 400 === refused);

  it.each(of('nothing', true))('a push: $input is answered $status $code, and nothing is kept', async (row) => {
    const { answer, held } = await heldBy(() => push(row.body()));
    expect(answer).toMatchObject({ status: row.status, json: { code: row.code } });
    expect(held).toEqual([]);
  });

  it.each(of('quarantine', true))('a push: $input is answered $status $code, and its bytes are kept', async (row) => {
    const body = row.body();
    const { answer, held } = await heldBy(() => push(body));
    expect(answer).toMatchObject({ status: row.status, json: { code: row.code } });
    expect(held.map(({ code }) => code)).toEqual([row.code]);
    const id = held[0]?.quarantineId ?? '';
    expect(answer.json.detail).toContain(id);
    expect(await door().raw(id)).toEqual(Buffer.from(body));
  });

  it.each(of('quarantine', false))('a push: $input is answered $status, and held as $code', async (row) => {
    const body = row.body();
    const { answer, held } = await heldBy(() => push(body));
    expect(answer.status).toBe(row.status);
    expect(held.map(({ code }) => code)).toEqual([row.code]);
    expect(String(body)).toContain((await door().raw(held[0]?.quarantineId ?? '')).toString());
  });

  it.each(of('event', false))('a push: $input is answered $status, and taken', async (row) => {
    const { answer, held } = await heldBy(() => push(row.body()));
    expect([answer.status, held]).toEqual([row.status, []]);
    const ticket = () => door().ticket('grid', row.eventId ?? '');
    await expect.poll(ticket, PATIENCE).toMatchObject(row.ticket ?? {});
    const remarks = ((await ticket()) as { remarks?: string[] }).remarks ?? [];
    expect(remarks.map((remark) => remark.includes(row.remark ?? 'none'))).toEqual(row.remark ? [true] : []);
  });

  it('the same nonce with the same body gets the same answer, with another body 409 nonce-reused', async () => {
    const nonce = randomUUID();
    const bodies = ['one', 'other'].map((name) =>
      JSON.stringify({ list: [{ reportNo: `nonce ${name}`, caseName: name }] }),
    );
    const [first, again, other] = [
      await push(bodies[0] ?? '', nonce),
      await push(bodies[0] ?? '', nonce),
      await push(bodies[1] ?? '', nonce),
    ];
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect(other).toMatchObject({ status: 409, json: { code: 'nonce-reused' } });
    await expect.poll(() => door().ticket('grid', 'nonce one'), PATIENCE).toMatchObject({ title: 'one' });
    expect(await door().ticket('grid', 'nonce other')).toBeUndefined();
  });

  it('of 1,000 events of which 500 are bad, 500 are taken and each bad one is named with its place and JSON path', async () => {
    const good = { title: '占道堆物', description: '路口有建筑垃圾' };
    const batch = Array.from({ length: 1_000 }, (_, n) => ({
      eventId: `half-${n}`,
      ...good,
      ...(n % 2 ? {} : { title: n }),
    }));
    const answer = await door().post(EVENTS, keyed(), JSON.stringify(batch));
    expect(answer).toMatchObject({ status: 202, json: { accepted: 500, refused: 500 } });
    const items = answer.json.items as unknown as { index: number; status: string; errors?: { path: string }[] }[];
    const paths = items.map(({ index, status, errors }) => [
      index,
      status,
      [...new Set(errors?.map(({ path }) => path))].join(),
    ]);
    expect(paths).toEqual(batch.map((_, n) => (n % 2 ? [n, 'accepted', ''] : [n, 'refused', '$.title'])));
    await expect.poll(() => door().ticket('stations', 'half-999'), PATIENCE).toMatchObject(good);
    expect(await door().ticket('stations', 'half-998')).toBeUndefined();
  });

  it('a BOM, an id of 24 digits, emoji, rare characters and markup come through to the last byte', async () => {
    const event = {
      eventId: '371402101000000000000001',
      title: '𡈽村䶮路😀👨‍👩‍👧<b>&amp;',
      description: '<script>alert("1")</script>\r\n\t𠮷 完 \u{10FFFD}',
    };
    expect((await door().post(EVENTS, keyed(), `\ufeff${JSON.stringify(event)}`)).status).toBe(202);
    await expect.poll(() => door().ticket('stations', event.eventId), PATIENCE).toMatchObject(event);
  });

  it('nothing of what was refused has become a ticket', async () => {
    expect(await door().ticket('stations', REFUSED_ID)).toBeUndefined();
  });
}
