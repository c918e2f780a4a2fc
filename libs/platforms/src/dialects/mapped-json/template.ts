import { isSection, type MappingReader } from './mapping-reader.js';

/** Makes a value for an input; what gives nothing is left out. May throw UnreadableItem `mapping-failed`. */
export type Template = (input: unknown) => Promise<unknown>;

/** A body as YAML: sections and lists as they stand, in them expressions and plain values. */
export function readTemplate(reader: MappingReader, value: unknown, path: string): Template {
  if (isSection(value)) {
    const parts = Object.entries(value).map(
      ([name, part]) => [name, readTemplate(reader, part, `${path}.${name}`)] as const,
    );
    return async (input) => {
      const body: Record<string, unknown> = {};
      for (const [name, part] of parts) {
        const made = await part(input);
        if (made !== undefined) body[name] = made;
      }
      return body;
    };
  }
  if (Array.isArray(value)) {
    const parts = value.map((part: unknown, index) => readTemplate(reader, part, `${path}[${index}]`));
    return async (input) => (await Promise.all(parts.map((part) => part(input)))).filter((made) => made !== undefined);
  }
  if (value === null) return async () => null;
  const source = reader.source(value, path);
  return async (input) => source?.evaluate(input);
}
