import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const DIST = join(import.meta.dirname, '../../../dist');

/** What a process of ours says of an error, when it has loaded what every main.ts loads first and then the built module. */
function stackOf(module: string, failing: string): string {
  const script = `await import('${DIST}/libs/runtime/src/node-guard.js');
    const all = await import(${JSON.stringify(module)});
    try { await (${failing})(all); } catch (error) { console.log(error.stack); }`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
}

describe('the stack of an error', () => {
  it('names the lines of ours as they were written', () => {
    const stack = stackOf(
      `${DIST}/libs/runtime/src/index.js`,
      `({ readSettings }) => readSettings({ HUYING_HTTP_PORT: 'x' }, {})`,
    );
    expect(stack).toMatch(/libs\/runtime\/src\/settings\.ts:\d+/);
  });

  it('names those of the libraries as they run: their maps would be kept in memory', () => {
    const stack = stackOf('typeorm', '({ DataSource }) => new DataSource({ type: "none" })');
    expect(stack).toMatch(/node_modules\/typeorm\/.*\.js:\d+/);
    expect(stack).not.toMatch(/\.ts:\d+/);
  });
});
