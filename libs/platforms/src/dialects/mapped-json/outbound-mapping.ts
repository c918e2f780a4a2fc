import { DELIVERY_PURPOSES, PUBLIC_STATUSES, type DeliveryPurpose, type PublicStatus } from '#libs/contracts';
import type { PlatformSettings } from '../../platform-settings.js';
import type { OutboundRequest, Telling } from '../../dialect.js';
import { isSection, type MappingReader } from './mapping-reader.js';
import { readPath, type Places } from './places.js';
import { readLookUp, readReply, type LookUpMapping, type ReplyMapping } from './reply-mapping.js';
import { readTemplate, type Template } from './template.js';

/** How one purpose is said. */
interface PurposeMapping {
  method: 'POST' | 'PUT';
  path: Places | undefined;
  body: Template;
  statuses: ReadonlyMap<string, unknown> | undefined;
}

export interface OutboundMapping {
  purposes: ReadonlyMap<DeliveryPurpose, PurposeMapping>;
  reply: ReplyMapping | undefined;
  lookUp: LookUpMapping | undefined;
}

const PLACES = ['deliveryId', 'ticketId', 'number', 'source', 'eventId', 'taskId', 'reference'];

export function readOutboundMapping(
  reader: MappingReader,
  value: unknown,
  platform: PlatformSettings,
): OutboundMapping {
  const path = 'mapping.outbound';
  const section = reader.section(value, path, [...DELIVERY_PURPOSES, 'reply', 'lookUp']);
  const purposes = new Map<DeliveryPurpose, PurposeMapping>();
  for (const purpose of DELIVERY_PURPOSES)
    if (section[purpose] !== undefined)
      purposes.set(purpose, readPurpose(reader, section[purpose], `${path}.${purpose}`, purpose, platform));
  if (purposes.size > 0 && section.reply === undefined)
    reader.mistake(`${path}.reply`, 'is needed to understand replies');
  if (platform.reports?.length && !purposes.has('report'))
    reader.mistake(`${path}.report`, 'is needed, since `reports` names statuses to be told');
  return {
    purposes,
    reply: readReply(reader, section.reply, `${path}.reply`),
    lookUp: readLookUp(reader, section.lookUp, `${path}.lookUp`),
  };
}

function readPurpose(
  reader: MappingReader,
  value: unknown,
  path: string,
  purpose: DeliveryPurpose,
  platform: PlatformSettings,
): PurposeMapping {
  const section = reader.section(value, path, ['method', 'path', 'statuses', 'body']);
  const method = section.method ?? 'POST';
  if (method !== 'POST' && method !== 'PUT') reader.mistake(`${path}.method`, 'must be POST or PUT');
  if (!isSection(section.body) && !Array.isArray(section.body))
    reader.mistake(`${path}.body`, 'must be a section or a list');
  const statuses = reader.section(section.statuses, `${path}.statuses`, PUBLIC_STATUSES);
  // Total: every status that the platform is to be told must have its word.
  for (const status of purpose === 'report' && section.statuses !== undefined ? (platform.reports ?? []) : [])
    if (statuses[status] === undefined)
      reader.mistake(`${path}.statuses.${status}`, 'is needed, since `reports` names it');
  return {
    method: method as 'POST' | 'PUT',
    path: readPath(reader, section.path, `${path}.path`, PLACES),
    body: readTemplate(reader, section.body, `${path}.body`),
    statuses: section.statuses === undefined ? undefined : new Map(Object.entries(statuses)),
  };
}

/** The request, or undefined when the mapping has no word for it or lacks a number, an agency or a status. */
export async function writeTelling(
  mapping: OutboundMapping,
  telling: Telling,
  agencies: ReadonlyMap<string, string> | undefined,
): Promise<OutboundRequest | undefined> {
  const { ticket, task, report, answer, supervision, ...delivery } = telling.delivery;
  const purpose = mapping.purposes.get(delivery.purpose);
  const path = purpose?.path?.({
    deliveryId: delivery.deliveryId,
    ticketId: ticket.ticketId,
    number: ticket.number,
    source: ticket.source,
    eventId: ticket.eventId,
    taskId: task?.taskId,
    reference: task ? telling.references.task : telling.references.ticket,
  });
  if (!purpose || path === undefined) return undefined;
  const theirs = (ours: string) => (agencies ? agencies.get(ours) : ours);
  const agency = task && theirs(task.agency);
  const helpingAgencies = task?.helpingAgencies?.map(theirs);
  const status = statusWord(report?.status, purpose);
  if ((task && agency === undefined) || helpingAgencies?.includes(undefined)) return undefined;
  if (report && status === undefined) return undefined;
  const { references, reporter } = telling;
  const told = { report, answer, supervision };
  const input = { delivery, ticket, task, ...told, status, agency, helpingAgencies, references, reporter };
  return { method: purpose.method, path, body: JSON.stringify(await purpose.body(input)) };
}

function statusWord(status: PublicStatus | undefined, purpose: PurposeMapping): unknown {
  if (status === undefined || !purpose.statuses) return status;
  return purpose.statuses.get(status);
}
