import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument } from './asyncapi.js';
import { isTicketId, taskIdOf, ticketIdOf, ticketIdOfTask } from './ids.js';
import { messageTypes } from './messages.js';

describe('ticket ids', () => {
  it('are the same for the same event, wherever and whenever they are minted', () => {
    // Known to platforms and standing in databases: another one would be another ticket.
    expect(ticketIdOf('grid', 1, 'WG-1')).toBe('tf9tvr15d5hkdq9ayb63440z0y');
  });

  it('differ when the parts are cut elsewhere, or the platform has begun its numbers anew', () => {
    const ids = [
      ticketIdOf('grid', 1, 'WG-1'),
      ticketIdOf('grid1', 1, 'WG-1'),
      ticketIdOf('grid', 11, 'WG-1'),
      ticketIdOf('grid', 2, 'WG-1'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are told from task ids and from the numbers of others', () => {
    const id = ticketIdOf('grid', 1, 'WG-1');
    expect(isTicketId(id)).toBe(true);
    expect(isTicketId('XH371427101202611250001')).toBe(false);
    expect(ticketIdOfTask(taskIdOf(id, 3))).toBe(id);
    expect(ticketIdOfTask(id)).toBeUndefined();
  });
});

describe('the AsyncAPI document', () => {
  it('is valid by the AsyncAPI 3.0.0 schema', () => {
    const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object;
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
    validate(asyncApiDocument());
    expect(validate.errors).toBeNull();
  });

  it('names every message with the fields that its class demands', () => {
    const document = asyncApiDocument() as {
      components: { messages: object; schemas: Record<string, { required: string[] }> };
    };
    expect(Object.keys(document.components.messages)).toEqual(messageTypes.map(({ name }) => name));
    expect(document.components.schemas.EventReceived?.required).toContain('ticketId');
    expect(document.components.schemas.Place).toBeDefined();
  });
});
