import type { Answer, ItemResult } from '../../dialect.js';
import { isSection, type MappingReader } from './mapping-reader.js';

/** How results are told to the platform. */
export type AnswerMapping = (results: readonly ItemResult[]) => Answer;

const ITEM_PLACES = ['index', 'outcome', 'theirId', 'messageId', 'ticketId', 'code', 'detail'] as const;
const BODY_PLACES = ['items', 'accepted', 'quarantined', 'refused', ...ITEM_PLACES];
const DEFAULT_BODY = { accepted: '{accepted}', quarantined: '{quarantined}', refused: '{refused}', items: '{items}' };
const DEFAULT_ITEM = Object.fromEntries(ITEM_PLACES.map((place) => [place, `{${place}}`]));

/** Reads `answer`; without one, a plain answer that tells all. An answer is fixed text with places, never an expression. */
export function readAnswer(reader: MappingReader, value: unknown, path: string): AnswerMapping {
  const {
    status = 202,
    body = DEFAULT_BODY,
    item = DEFAULT_ITEM,
  } = reader.section(value, path, ['status', 'body', 'item']);
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 299)
    reader.mistake(`${path}.status`, 'must be a status from 200 to 299: what is wrong as a whole is answered by us');
  checkPlaces(reader, body, `${path}.body`, BODY_PLACES);
  checkPlaces(reader, item, `${path}.item`, ITEM_PLACES);
  return (results) => {
    const count = (outcome: ItemResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
    const values = {
      ...results[0],
      items: results.map((result) => fill(item, { ...result })),
      accepted: count('accepted'),
      quarantined: count('quarantined'),
      refused: count('refused'),
    };
    return {
      status: status as number,
      contentType: 'application/json; charset=utf-8',
      body: JSON.stringify(fill(body, values)),
    };
  };
}

function checkPlaces(reader: MappingReader, template: unknown, path: string, allowed: readonly string[]): void {
  if (Array.isArray(template) || isSection(template)) {
    for (const [name, part] of Object.entries(template)) checkPlaces(reader, part, `${path}.${name}`, allowed);
  } else if (typeof template === 'string') {
    if (template.startsWith('=')) reader.mistake(path, 'an answer has places in braces, no expressions');
    for (const [, name] of template.matchAll(/\{([^}]*)\}/g))
      if (!allowed.includes(name ?? '')) reader.mistake(path, `{${name}} is unknown; places are ${allowed.join(', ')}`);
  }
}

/** A text that is one place keeps the value's type; a place without a value is left out there, and empty inside a text. */
function fill(template: unknown, values: Record<string, unknown>): unknown {
  if (Array.isArray(template)) return template.map((part) => fill(part, values));
  if (isSection(template))
    return Object.fromEntries(Object.entries(template).map(([name, part]) => [name, fill(part, values)]));
  if (typeof template !== 'string') return template;
  const whole = /^\{([^}]*)\}$/.exec(template)?.[1];
  if (whole !== undefined) return values[whole];
  return template.replace(/\{([^}]*)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}
