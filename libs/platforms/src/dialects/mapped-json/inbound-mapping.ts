import type { MappingReader, Source } from './mapping-reader.js';
import type { Expression } from './expression.js';
import { readAnswer, type AnswerMapping } from './answer-mapping.js';
import { readWordMaps, type WordMap } from './word-map.js';

/** How events or callbacks are read from a body. */
export interface InboundMapping<F extends string> {
  /** Where the items stand; absent: the body is one item or a list of them. */
  items: Expression | undefined;
  fields: readonly { field: F; source: Source; map: WordMap | undefined }[];
  answer: AnswerMapping;
}

const PARTS = ['items', 'fields', 'maps', 'answer'] as const;

export function readInboundMapping<F extends string>(
  reader: MappingReader,
  value: unknown,
  path: string,
  rules: { fields: readonly F[]; required: readonly F[]; words: Partial<Record<F, readonly unknown[]>> },
): InboundMapping<F> | undefined {
  if (value === undefined) return undefined;
  const section = reader.section(value, path, PARTS);
  const named = reader.section(section.fields, `${path}.fields`, rules.fields);
  const maps = readWordMaps(reader, section.maps, `${path}.maps`, rules.fields, rules.words);
  for (const field of rules.required)
    if (named[field] === undefined) reader.mistake(`${path}.fields.${field}`, 'is needed');
  for (const field of maps.keys())
    if (named[field] === undefined) reader.mistake(`${path}.maps.${field}`, `there is no field ${field} to map`);
  const fields = rules.fields.flatMap((field) => {
    const source = reader.source(named[field], `${path}.fields.${field}`);
    return source ? [{ field, source, map: maps.get(field) }] : [];
  });
  return {
    items: reader.listPath(section.items, `${path}.items`),
    fields,
    answer: readAnswer(reader, section.answer, `${path}.answer`),
  };
}

/** The fields' values for one item, in our words; and the status as the platform wrote it. Throws UnreadableItem. */
export async function fieldsOf<F extends string>(
  mapping: InboundMapping<F>,
  item: unknown,
): Promise<{ values: Partial<Record<F, unknown>>; raw: Partial<Record<F, unknown>> }> {
  const values: Partial<Record<F, unknown>> = {};
  const raw: Partial<Record<F, unknown>> = {};
  for (const { field, source, map } of mapping.fields) {
    const given = source.evaluate(item);
    // A plain path is there at once; waiting for it would cost more than taking it.
    const value = given instanceof Promise ? await (given as Promise<unknown>) : given;
    if (map) raw[field] = value;
    values[field] = map ? map(value) : value;
  }
  return { values, raw };
}
