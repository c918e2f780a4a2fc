import { Problem } from './problem.js';

const MAX_DEPTH = 64;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Bytes to text. Throws `body-empty` or `body-not-utf8`: GBK bytes would otherwise become U+FFFD in silence. A BOM is dropped. */
export function readText(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new Problem('body-empty', 'Send the content in the body of the request.');
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new Problem('body-not-utf8', 'Encode the body as UTF-8; bytes of GBK or another encoding cannot be read.', {
      cause,
    });
  }
}

/**
 * Text to a value. Throws `body-not-json`, `body-too-deep` (64 levels) or `duplicate-key`: JSON.parse would keep the last
 * of two equal keys and lose the other without a word.
 */
export function readJson(text: string): unknown {
  checkShape(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('body-not-json', `The body is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** One pass over the text: depth and duplicate keys. What is no JSON at all is left to JSON.parse to name. */
function checkShape(text: string): void {
  const keys: (Set<string> | undefined)[] = [];
  let expectKey = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x22) {
      const end = endOfString(text, at);
      if (end < 0) return;
      const known = keys.at(-1);
      if (expectKey && known) {
        const key = keyText(text.slice(at, end + 1));
        if (key === undefined) return;
        if (known.has(key))
          throw new Problem(
            'duplicate-key',
            `The key ${JSON.stringify(key.slice(0, 80))} stands twice in one object; name each key once.`,
          );
        known.add(key);
        expectKey = false;
      }
      at = end;
    } else if (char === 0x7b || char === 0x5b) {
      keys.push(char === 0x7b ? new Set() : undefined);
      if (keys.length > MAX_DEPTH)
        throw new Problem('body-too-deep', `Objects and arrays may be nested ${MAX_DEPTH} levels deep.`);
      expectKey = char === 0x7b;
    } else if (char === 0x7d || char === 0x5d) {
      keys.pop();
      expectKey = false;
    } else if (char === 0x2c) {
      expectKey = keys.at(-1) !== undefined;
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 0x5c) at++;
    else if (char === 0x22) return at;
  }
  return -1;
}

function keyText(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
