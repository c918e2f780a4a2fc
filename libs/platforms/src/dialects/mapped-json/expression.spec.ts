import { describe, expect, it } from 'vitest';
import { UnreadableItem } from '../../reading/unreadable-item.js';
import { compileExpression } from './expression.js';

const zone = 'Asia/Shanghai';
const evaluate = async (source: string, input: unknown): Promise<unknown> =>
  compileExpression(source, zone).evaluate(input);

describe('an expression', () => {
  it('that is a plain path takes the value as it stands, also a list of one or none', async () => {
    expect(await evaluate('data.list', { data: { list: [] } })).toEqual([]);
    expect(await evaluate('data.list', { data: { list: [1] } })).toEqual([1]);
    expect(await evaluate('数据.名称', { 数据: { 名称: '𡈽䶮' } })).toBe('𡈽䶮');
    expect(await evaluate('data.none.deeper', { data: null })).toBeUndefined();
  });

  it('that is a plain path reaches nothing that the item does not hold itself', async () => {
    expect(await evaluate('constructor', {})).toBeUndefined();
    expect(await evaluate('__proto__.polluted', {})).toBeUndefined();
    expect(await evaluate('title.length', { title: 'abc' })).toBeUndefined();
  });

  it('takes "of each" from a list on the way', async () => {
    expect(await evaluate('photos.url', { photos: [{ url: 'a' }, { url: 'b' }] })).toEqual(['a', 'b']);
  });

  it('writes a time in the zone of the platform', async () => {
    expect(await evaluate('$local(at)', { at: '2026-11-25T01:41:07.000Z' })).toBe('2026-11-25 09:41:07');
    expect(await evaluate('$local(at)', {})).toBeUndefined();
  });

  it.each([
    ['/a+/', 'regular expressions'],
    ['$contains(title, /(a+)+$/)', 'regular expressions'],
    ['$map(list, function($x) { $replace($x, /b/, "c") })', 'regular expressions'],
    ['$eval("1+1")', '$eval'],
    ['($e := $eval; $e("1"))', '$eval'],
    ['$map(["1"], $eval)', '$eval'],
    ['occurredAt ? occurredAt : $now()', '$now'],
    ['$millis()', '$millis'],
    ['$string($random())', '$random'],
    ['title &', 'character'],
    ['', 'character'],
  ])('%j is refused when it is loaded: %s', (source, reason) => {
    expect(() => compileExpression(source, zone)).toThrow(reason);
  });

  it.each([
    ['($f := function($n) { $f($n + 1) }; $f(0))', 'D1012'],
    ['($f := function($n) { 1 + $f($n + 1) }; $f(0))', 'D1011'],
    ['title + 1', 'T2001'],
    ['$error("secret: " & title)', 'D3137'],
  ])('%j ends by itself, and the reason shows nothing of the item', async (source, code) => {
    const began = Date.now();
    const failure = await evaluate(source, { title: '13900000000' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnreadableItem);
    expect(failure).toMatchObject({ code: 'mapping-failed', detail: expect.stringContaining(code) });
    expect((failure as UnreadableItem).detail).not.toContain('13900000000');
    expect(Date.now() - began).toBeLessThan(3000);
  });
});
