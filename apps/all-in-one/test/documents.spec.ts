import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asyncApiDocument } from '#libs/contracts';
import { JsonLogger, Metrics, Settings } from '#libs/runtime';
import { createService, openApiDocument } from '#libs/service';
import { drawBadInput, oddBehaviours } from '#libs/testing';
import { drawFlows } from '#libs/ticketing';
import { tableOf } from './metric-table.js';
import { allInOne } from '../src/all-in-one.module.js';

const ROOT = join(import.meta.dirname, '../../..');
const GENERATED = join(ROOT, 'docs/generated');

let folder: string;
let app: NestFastifyApplication;
let openApi: OpenAPIObject;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-documents-'));
  const settings = Object.assign(new Settings(), { databaseUrl: 'sqlite::memory:', dataDir: folder });
  app = await createService(allInOne(settings), new JsonLogger('silent'));
  openApi = openApiDocument(app);
});

afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const asText = (document: unknown): string => `${JSON.stringify(document, undefined, 2)}\n`;

describe('the documents under docs/generated', () => {
  it('tell the messages as the code has them', async () => {
    await expect(asText(asyncApiDocument())).toMatchFileSnapshot(join(GENERATED, 'asyncapi.json'));
  });

  it('tell the HTTP interface as the code has it', async () => {
    await expect(asText(openApi)).toMatchFileSnapshot(join(GENERATED, 'openapi.json'));
  });

  it('tell the metrics as the code has them', async () => {
    await expect(tableOf(app.get(Metrics).registry)).toMatchFileSnapshot(join(GENERATED, 'metrics.md'));
  });

  it('draw the flows as the code has them', async () => {
    await expect(drawFlows()).toMatchFileSnapshot(join(GENERATED, 'flows.md'));
  });

  it('tell what becomes of bad input as the tests send it', async () => {
    await expect(drawBadInput()).toMatchFileSnapshot(join(GENERATED, 'bad-input.md'));
    const shown = oddBehaviours.map(({ file, test }) => [test, readFileSync(join(ROOT, file), 'utf8').includes(test)]);
    expect(shown).toEqual(oddBehaviours.map(({ test }) => [test, true]));
  });
});

describe('the OpenAPI document', () => {
  it('is OpenAPI 3.0 in its frame, and so is every schema in it', () => {
    expect(openApi.openapi).toMatch(/^3\.0\.\d$/);
    expect(openApi.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
    const isSchema = new Ajv({ strict: false, validateFormats: false }).compile(schemaOfSchemas());
    const wrong = schemas().filter(([, schema]) => !('$ref' in schema) && !isSchema(schema));
    expect(schemas().length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it('has no reference that leads nowhere, and no schema that nothing leads to', () => {
    const text = JSON.stringify(openApi);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    const names = Object.keys(openApi.components?.schemas ?? {});
    expect(names.length).toBeGreaterThan(5);
    expect([...new Set(references)].toSorted()).toEqual(names.map((name) => `#/components/schemas/${name}`).toSorted());
  });

  it('says of every operation what it does, who may use it, what it takes and how it fails', () => {
    const schemes = Object.keys(openApi.components?.securitySchemes ?? {});
    const lacking = operations().flatMap(([name, operation]) => {
      const { summary, security = [], responses, requestBody } = operation;
      const problem = responses['default']?.content?.['application/problem+json']?.schema;
      const bodies = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
      const asked = [...name.matchAll(/\{(\w+)\}/g)].map(([, place]) => place);
      const told = (operation.parameters ?? []).filter(({ in: place }) => place === 'path').map((one) => one.name);
      return [
        ...(summary ? [] : [`${name}: summary`]),
        ...(security.length > 0 ? [] : [`${name}: security`]),
        ...security
          .flatMap((one) => Object.keys(one))
          .flatMap((one) => (schemes.includes(one) ? [] : [`${name}: ${one}`])),
        ...(Object.keys(responses).some((status) => status.startsWith('2')) ? [] : [`${name}: success`]),
        ...(problem ? [] : [`${name}: problem+json by default`]),
        ...(name.startsWith('post ') && bodies.length === 0 ? [`${name}: body`] : []),
        ...(bodies.every((schema) => schema && Object.keys(schema).length > 0) ? [] : [`${name}: schema of the body`]),
        ...(told.toSorted().join() === asked.toSorted().join() ? [] : [`${name}: parameters of the path`]),
      ];
    });
    expect(operations().length).toBeGreaterThan(10);
    expect(lacking).toEqual([]);
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells people and platforms apart as the guard does', () => {
    const security = Object.fromEntries(operations().map(([name, one]) => [name, one.security?.flatMap(Object.keys)]));
    expect(security).toMatchObject({
      'get /v1/desk': ['person'],
      'post /v1/events': ['platform-key', 'platform-signature'],
      'get /v1/tickets/{ticket}': ['person', 'platform-key', 'platform-signature'],
    });
  });
});

interface Content {
  content?: Record<string, { schema?: object }>;
}
interface Operation {
  operationId: string;
  summary?: string;
  security?: object[];
  parameters?: { name: string; in: string; schema?: object }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

function operations(): [string, Operation][] {
  return Object.entries(openApi.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, one]): [string, Operation] => [
      `${method} ${path}`,
      one,
    ]),
  );
}

/** Every schema of the document, with where it stands. */
function schemas(): [string, object][] {
  return [
    ...Object.entries(openApi.components?.schemas ?? {}),
    ...operations().flatMap(([name, { parameters = [], requestBody, responses }]) => [
      ...parameters.map(({ name: parameter, schema }): [string, object] => [`${name} ${parameter}`, schema ?? {}]),
      ...[requestBody ?? {}, ...Object.values(responses)].flatMap(({ content = {} }) =>
        Object.entries(content).map(([type, { schema }]): [string, object] => [`${name} ${type}`, schema ?? {}]),
      ),
    ]),
  ];
}

/** The schema of an OpenAPI 3.0 schema object, which the AsyncAPI schema carries with it. */
function schemaOfSchemas(): object {
  const { definitions } = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0.json') as {
    definitions: Record<string, object>;
  };
  const [, schema] = Object.entries(definitions).find(([name]) => name.endsWith('/openapiSchema_3_0.json')) ?? [];
  if (!schema) throw new Error('The AsyncAPI schema carries none any more.');
  return schema;
}
