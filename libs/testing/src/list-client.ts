import { expect } from 'vitest';
import type { RunningTicketing } from './start-ticketing.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const LISTS = '/v1/responsibility-lists';

// oxlint-disable-next-line typescript/no-explicit-any -- what each route answers is what the specs are about
type Told = Record<string, any>;

/** The office at the responsibility list, over HTTP. For specs. */
export class ListClient {
  constructor(private readonly line: () => RunningTicketing) {}

  async get(path: string): Promise<Told> {
    const { status, json } = await this.line().ask('GET', LISTS + path);
    expect([path, status]).toEqual([path, 200]);
    return json as Told;
  }

  /**
   * @param seen the version that was looked at; `*`: it must be new
   * @param key `Idempotency-Key`
   */
  send(
    method: string,
    path: string,
    body?: object,
    seen?: number | '*',
    key?: string,
  ): Promise<{ status: number; json: Told }> {
    const line = this.line();
    return line.ask(method, LISTS + path, {
      ...(body && { body }),
      headers: {
        ...line.basic('office'),
        ...(seen === '*' && { 'if-none-match': '*' }),
        ...(typeof seen === 'number' && { 'if-match': `"${seen}"` }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
    });
  }

  /** A draft that says what the version in force says. */
  async draft(name: string): Promise<void> {
    expect(await this.send('POST', '', { name })).toMatchObject({ status: 201, json: { state: 'draft', version: 1 } });
  }

  async publish(name: string, more: object = {}): Promise<{ status: number; json: Told }> {
    const { version } = await this.get(`/${name}`);
    return this.send('POST', `/${name}/publish`, { reason: '区政府批准', ...more }, version as number);
  }

  async upload(
    query: string,
    body: string | Buffer<ArrayBuffer>,
    key?: string,
  ): Promise<{ status: number; json: Told }> {
    const line = this.line();
    const type = typeof body === 'string' ? 'application/yaml' : XLSX;
    const headers = {
      ...line.basic('office'),
      'content-type': type,
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const response = await fetch(`${line.url}${LISTS}/import${query}`, { method: 'POST', headers, body });
    return { status: response.status, json: (await response.json()) as Told };
  }

  async download(path: string): Promise<Buffer<ArrayBuffer>> {
    const line = this.line();
    const response = await fetch(line.url + LISTS + path, { headers: line.basic('office') });
    return Buffer.from(await response.arrayBuffer());
  }
}
