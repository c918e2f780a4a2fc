import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asyncApiDocument } from '#libs/contracts';
import { JsonLogger, Settings } from '#libs/runtime';
import { createService, openApiDocument } from '#libs/service';
import { drawFlows } from '#libs/ticketing';
import { allInOne } from '../src/all-in-one.module.js';

const GENERATED = join(import.meta.dirname, '../../../docs/generated');

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

  it('draw the flows as the code has them', async () => {
    await expect(drawFlows()).toMatchFileSnapshot(join(GENERATED, 'flows.md'));
  });
});

describe('the OpenAPI document', () => {
  interface Operation {
    summary?: string;
    security?: object[];
    requestBody?: object;
    responses: Record<string, unknown>;
  }
  const operations = (): [string, Operation][] =>
    Object.entries(openApi.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, one]): [string, Operation] => [
        `${method} ${path}`,
        one,
      ]),
    );

  it('has no reference that leads nowhere', () => {
    const names = Object.keys(openApi.components?.schemas ?? {});
    const references = [...JSON.stringify(openApi).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((name) => !names.includes(name as string))).toEqual([]);
  });

  it('says of every operation what it does, who may use it, what it takes and how it fails', () => {
    const lacking = operations().flatMap(([name, { summary, security, responses, requestBody }]) => [
      ...(summary ? [] : [`${name}: summary`]),
      ...(security?.length ? [] : [`${name}: security`]),
      ...(responses['default'] ? [] : [`${name}: default response`]),
      ...(name.startsWith('post ') && !requestBody ? [`${name}: body`] : []),
    ]);
    expect(operations().length).toBeGreaterThan(10);
    expect(lacking).toEqual([]);
  });
});
