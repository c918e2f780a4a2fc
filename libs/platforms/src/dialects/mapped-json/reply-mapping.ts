import type { LookUpResult, OutboundRequest, PlatformReply, Telling, Understanding } from '../../dialect.js';
import { idField } from '../../reading/fields.js';
import { isRefusalStatus, isSuccessStatus, replyJson } from '../../reading/reply-json.js';
import { UnreadableItem } from '../../reading/unreadable-item.js';
import type { Expression } from './expression.js';
import type { MappingReader } from './mapping-reader.js';
import { readPath, type Places } from './places.js';

/** Two expressions that exclude each other, and what they are about. */
interface Verdict {
  positive: Expression | undefined;
  negative: Expression | undefined;
  reference: Expression | undefined;
  detail: Expression | undefined;
}
export type ReplyMapping = Verdict;
export type LookUpMapping = Verdict & { path: Places | undefined };

/** A look-up asks about any telling, so its path may use only what every telling has. */
const LOOK_UP_PLACES = ['deliveryId', 'ticketId', 'number', 'source', 'eventId'];

export function readReply(reader: MappingReader, value: unknown, path: string): ReplyMapping | undefined {
  if (value === undefined) return undefined;
  const section = reader.section(value, path, ['accepted', 'refused', 'reference', 'detail']);
  if (section.accepted === undefined) reader.mistake(`${path}.accepted`, 'is needed');
  return {
    positive: reader.expression(section.accepted, `${path}.accepted`),
    negative: reader.expression(section.refused, `${path}.refused`),
    reference: reader.expression(section.reference, `${path}.reference`),
    detail: reader.expression(section.detail, `${path}.detail`),
  };
}

export function readLookUp(reader: MappingReader, value: unknown, path: string): LookUpMapping | undefined {
  if (value === undefined) return undefined;
  const section = reader.section(value, path, ['path', 'found', 'absent', 'reference']);
  for (const part of ['found', 'absent'] as const)
    if (section[part] === undefined) reader.mistake(`${path}.${part}`, 'is needed');
  return {
    path: readPath(reader, section.path, `${path}.path`, LOOK_UP_PLACES),
    positive: reader.expression(section.found, `${path}.found`),
    negative: reader.expression(section.absent, `${path}.absent`),
    reference: reader.expression(section.reference, `${path}.reference`),
    detail: undefined,
  };
}

export async function understandReply(mapping: ReplyMapping | undefined, reply: PlatformReply): Promise<Understanding> {
  const read = await readVerdict(mapping, reply);
  if (isRefusalStatus(reply.status)) {
    return {
      kind: 'no',
      detail: `HTTP ${reply.status} ${read.verdict === 'negative' ? (read.detail ?? '') : ''}`.trim(),
    };
  }
  if (!isSuccessStatus(reply.status)) return { kind: 'unknown', detail: `HTTP ${reply.status}` };
  if (read.verdict === 'positive') return { kind: 'yes', ...read.reference };
  if (read.verdict === 'negative') return { kind: 'no', detail: read.detail ?? '对方未说明原因' };
  return { kind: 'unknown', detail: '答复不是约定的形式' };
}

export async function understandLookUp(mapping: LookUpMapping, reply: PlatformReply): Promise<LookUpResult> {
  const { verdict, reference } = await readVerdict(mapping, reply);
  // "Not there" is often said with status 404; a "there" with a failing status contradicts itself.
  if (verdict === 'negative' && (isSuccessStatus(reply.status) || reply.status === 404)) return { kind: 'absent' };
  if (verdict === 'positive' && isSuccessStatus(reply.status)) return { kind: 'found', ...reference };
  return { kind: 'unknown', detail: `HTTP ${reply.status},答复不是约定的形式` };
}

/** Undefined when the path lacks a value. */
export function writeLookUp(mapping: LookUpMapping, { delivery }: Telling): OutboundRequest {
  const { deliveryId, ticket } = delivery;
  const { ticketId, number, source, eventId } = ticket;
  return { method: 'GET', path: mapping.path?.({ deliveryId, ticketId, number, source, eventId }) ?? '/' };
}

interface ReadVerdict {
  verdict: 'positive' | 'negative' | undefined;
  reference: { reference?: string };
  detail: string | undefined;
}

async function readVerdict(mapping: Verdict | undefined, reply: PlatformReply): Promise<ReadVerdict> {
  const body = replyJson(reply);
  const nothing: ReadVerdict = { verdict: undefined, reference: {}, detail: undefined };
  if (!mapping || body === undefined) return nothing;
  const value = (expression: Expression | undefined) => quietly(expression, body, reply.status);
  const [positive, negative] = [(await value(mapping.positive)) === true, (await value(mapping.negative)) === true];
  if (positive === negative) return nothing;
  const detail = await value(mapping.detail);
  const reference = referenceOf(await value(mapping.reference));
  return {
    verdict: positive ? 'positive' : 'negative',
    reference: reference === undefined ? {} : { reference },
    detail: typeof detail === 'string' ? detail.slice(0, 500) : undefined,
  };
}

/** An expression that fails on a reply has found a shape that nobody declared: it says nothing. */
async function quietly(expression: Expression | undefined, body: unknown, httpStatus: number): Promise<unknown> {
  try {
    return await expression?.evaluate(body, { httpStatus });
  } catch (error) {
    if (error instanceof UnreadableItem) return undefined;
    throw error;
  }
}

/** A yes stays a yes when its number cannot be trusted: it then has none. */
function referenceOf(value: unknown): string | undefined {
  try {
    return idField('reference', value);
  } catch (error) {
    if (error instanceof UnreadableItem) return undefined;
    throw error;
  }
}
