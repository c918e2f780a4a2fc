import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { asyncApiDocument, jsonSchemas } from '#libs/contracts';
import { PROBLEMS } from '#libs/runtime';

/** The OpenAPI document of an application: its routes, with the schemas of the classes that check the bodies. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('呼应 Huying')
    .setVersion('1')
    .setDescription(
      'Events in, tickets, tasks and callbacks. Errors are application/problem+json with a stable `code`.',
    )
    .addBasicAuth({ type: 'http', scheme: 'basic', description: 'People: account and key' }, 'person')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'Platforms that use a key' },
      'platform-key',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const rules = jsonSchemas('#/components/schemas/');
  const schemas = document.components?.schemas ?? {};
  for (const name of Object.keys(schemas)) if (rules[name]) schemas[name] = rules[name];
  for (const name of referencesIn(schemas)) schemas[name] ??= rules[name] ?? {};
  schemas['Problem'] = PROBLEM;
  for (const operation of operationsOf(document)) {
    operation.security ??= [{ person: [] }, { 'platform-key': [] }, { 'platform-signature': [] }];
    operation.responses['default'] ??= {
      description: 'A problem, with a stable `code`',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  // By name, so that the document is the same however the routes are spread over modules.
  document.paths = sorted(document.paths);
  if (document.components) document.components.schemas = sorted(schemas);
  return document;
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** RFC 9457 with our `code`; the codes stand in libs/runtime/src/problem-codes.ts. */
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    detail: { type: 'string', description: 'What is wrong here and what to do about it.' },
    retryable: { type: 'boolean', description: 'Whether the same request can succeed later, unchanged.' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      description: 'Every wrong field, with its JSON path.',
      items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
    },
  },
};

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.values(document.paths).flatMap((item) => Object.values(item as Record<string, Operation>));
}

function* referencesIn(schemas: Record<string, object>): Generator<string> {
  const open = Object.keys(schemas);
  const seen = new Set(open);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const [, next] of JSON.stringify(schemas[name] ?? {}).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (seen.has(next as string)) continue;
      seen.add(next as string);
      yield next as string;
      open.push(next as string);
    }
  }
}

/** `/openapi.json` with its page at `/docs`, and `/asyncapi.json`. */
export function serveDocuments(app: NestFastifyApplication): void {
  const messages = JSON.stringify(asyncApiDocument());
  app
    .getHttpAdapter()
    .getInstance()
    .get('/asyncapi.json', (_request, reply) =>
      reply.header('content-type', 'application/json; charset=utf-8').send(messages),
    );
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: '呼应 Huying API',
  });
}
