import type { MappingReader } from './mapping-reader.js';

/** Fills `{name}` places; undefined when one of them has no value. */
export type Places = (values: Readonly<Record<string, string | undefined>>) => string | undefined;

/** A path with places in braces, each filled percent-encoded. */
export function readPath(
  reader: MappingReader,
  value: unknown,
  path: string,
  allowed: readonly string[],
): Places | undefined {
  const text = reader.text(value, path);
  if (text === undefined) {
    if (value === undefined) reader.mistake(path, 'is needed');
    return undefined;
  }
  if (!text.startsWith('/')) reader.mistake(path, 'must begin with /');
  for (const [, name] of text.matchAll(/\{([^}]*)\}/g))
    if (!allowed.includes(name ?? '')) reader.mistake(path, `{${name}} is unknown; places are ${allowed.join(', ')}`);
  return (values) => {
    let complete = true;
    const filled = text.replace(/\{([^}]*)\}/g, (_, name: string) => {
      const place = values[name];
      if (place === undefined || place === '') complete = false;
      return encodeURIComponent(place ?? '');
    });
    return complete ? filled : undefined;
  };
}
