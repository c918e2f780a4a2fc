import { jsonSchemas, type JsonSchema } from './json-schemas.js';
import { messageTypes } from './messages.js';

/** The CloudEvents attributes of every message, as headers in Kafka's binary mode. */
const HEADERS: JsonSchema = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', description: 'Equal for the same fact: a repeat is known by it.' },
    ce_type: { type: 'string', description: 'huying.<message>.v<version>' },
    ce_source: { type: 'string', description: 'The part that said it, e.g. /huying/intake.' },
    ce_time: { type: 'string', format: 'date-time' },
    ce_partitionkey: { type: 'string', description: 'What order rests on; also the record key.' },
    ce_sequence: { type: 'string', description: 'Version of the ticket that said it.' },
    traceparent: { type: 'string', description: 'W3C trace context.' },
  },
};

/** The AsyncAPI 3.0 document of the bus, made from the list of message types. */
export function asyncApiDocument(): Record<string, unknown> {
  const schemas = jsonSchemas('#/components/schemas/');
  const names = new Set<string>();
  for (const { body } of messageTypes) collectReferences(body.name, schemas, names);
  return {
    asyncapi: '3.0.0',
    info: {
      title: '呼应 Huying: messages',
      version: '1.0.0',
      description: 'What travels on the bus. One topic per message type; messages of one key are handled in order.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      messageTypes.map(({ name, summary }) => [
        name,
        { address: `huying.${name}`, summary, messages: { [name]: { $ref: `#/components/messages/${name}` } } },
      ]),
    ),
    operations: Object.fromEntries(
      messageTypes.map(({ name, saidBy }) => [
        `${saidBy}-says-${name}`,
        {
          action: 'send',
          channel: { $ref: `#/channels/${name}` },
          messages: [{ $ref: `#/channels/${name}/messages/${name}` }],
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        messageTypes.map(({ name, version, summary, body }) => [
          name,
          {
            name: `huying.${name}.v${version}`,
            summary,
            contentType: 'application/json',
            headers: HEADERS,
            payload: { $ref: `#/components/schemas/${body.name}` },
          },
        ]),
      ),
      schemas: Object.fromEntries([...names].toSorted().map((name) => [name, schemas[name]])),
    },
  };
}

function collectReferences(name: string, schemas: Record<string, JsonSchema>, into: Set<string>): void {
  if (into.has(name) || !schemas[name]) return;
  into.add(name);
  for (const [, next] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/([^"]+)"/g))
    collectReferences(next as string, schemas, into);
}
