import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { asyncApiDocument, jsonSchemas } from '#libs/contracts';
import { PROBLEMS } from '#libs/runtime';

const SIGNATURE =
  `Platforms that sign: base64(HMAC-SHA256(secret, lines)), where lines are method, path with query, client id,
timestamp, nonce and content hash, one under the other. Comes with X-Client-Id, X-Timestamp (ms since 1970, within 5 minutes),
X-Nonce and X-Content-SHA256 or X-Content-SM3 (lower hex of the body's bytes).`.replaceAll('\n', ' ');

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
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Signature', description: SIGNATURE }, 'platform-signature')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  const rules = jsonSchemas('#/components/schemas/');
  // Bodies are described by the rules that are enforced, answers by their own classes.
  const known = { ...document.components?.schemas, ...rules, Problem: PROBLEM };
  for (const operation of operationsOf(document)) {
    operation.responses['default'] ??= {
      description: 'A problem, with a stable `code`',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  // By name, so that the document is the same however the routes are spread over modules.
  document.paths = sorted(document.paths);
  document.components = { ...document.components, schemas: sorted(reachable(document.paths, known)) };
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
    traceId: { type: 'string', description: 'Quote it: our log lines about the request carry it. Also in X-Trace-Id.' },
    changes: {
      type: 'array',
      description: 'With version-stale: what was done since the version in If-Match, oldest first.',
      items: {
        type: 'object',
        properties: {
          version: { type: 'integer' },
          at: { type: 'string', format: 'date-time', nullable: true },
          actor: { type: 'string', nullable: true, description: 'Account, platform or `system`.' },
          act: { type: 'string' },
          reason: { type: 'string', nullable: true },
        },
      },
    },
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

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The schemas that the routes lead to. What only the bus carries stands in the AsyncAPI document. */
function reachable(paths: object, known: Schemas): Schemas {
  const reached: Schemas = {};
  const open: object[] = [paths];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    for (const [, name] of JSON.stringify(place).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      const schema = known[name as string];
      if (!schema || reached[name as string]) continue;
      reached[name as string] = schema;
      open.push(schema);
    }
  }
  return reached;
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
