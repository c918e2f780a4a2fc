import { COORDINATE_SYSTEMS, GRADES, PUBLIC_STATUSES, SIDE_EVENTS } from '#libs/contracts';
import { ConfigurationError, Problem, type Clock } from '#libs/runtime';
import type { Dialect, PullPlan, Translator } from '../../dialect.js';
import type { PlatformSettings } from '../../platform-settings.js';
import { CALLBACK_FIELDS } from '../../reading/callback-from.js';
import { EVENT_FIELDS } from '../../reading/event-from.js';
import { readExactJson } from '../../reading/exact-json.js';
import { itemsOf } from '../../reading/read-items.js';
import { readAnswer } from './answer-mapping.js';
import { readInboundMapping } from './inbound-mapping.js';
import { listReader, type Inbound } from './list-reader.js';
import { MappingReader } from './mapping-reader.js';
import { readOutboundMapping, writeTelling, type OutboundMapping } from './outbound-mapping.js';
import { pullPlan, readPullMapping, type PullMapping } from './pull-mapping.js';
import { understandLookUp, understandReply, writeLookUp } from './reply-mapping.js';

/** JSON of any shape, told by expressions in the configuration. */
export const mappedJson: Dialect = { name: 'mapped-json', open };

const KINDS = ['events', 'callbacks'] as const;
type Kind = (typeof KINDS)[number];

interface Mapping {
  inbound: Inbound;
  outbound: OutboundMapping;
  pulls: ReadonlyMap<Kind, PullMapping>;
}

function open(platform: PlatformSettings, clock: Clock): Translator {
  const zone = platform.timezone ?? 'Asia/Shanghai';
  const reader = new MappingReader(zone);
  const { inbound, outbound, pulls } = readMapping(reader, platform);
  if (reader.mistakes.length > 0) throw new ConfigurationError('platforms.yml', reader.mistakes);
  const agencies = platform.agencies && new Map(Object.entries(platform.agencies));
  const readList = listReader(inbound, platform, zone, clock);
  const { lookUp } = outbound;
  const plain = readAnswer(reader, undefined, '');
  return {
    async read(kind, text) {
      const mapping = inbound[kind];
      if (!mapping) throw new Problem('not-found', `The platform "${platform.code}" has no mapping for ${kind}.`);
      const body = readExactJson(text);
      const items = mapping.items ? await mapping.items.evaluate(body) : body;
      return readList(kind, itemsOf(items));
    },
    answer: (kind, results) => (inbound[kind]?.answer ?? plain)(results),
    write: (telling) => writeTelling(outbound, telling, agencies),
    understand: (reply) => understandReply(outbound.reply, reply),
    ...(lookUp && {
      lookUp: {
        write: (telling) => writeLookUp(lookUp, telling),
        understand: (reply) => understandLookUp(lookUp, reply),
      },
    }),
    pulls: (platform.pull ?? []).flatMap((settings): PullPlan[] => {
      const mapping = pulls.get(settings.kind);
      return mapping ? [pullPlan(settings, mapping, { zone, clock }, (list) => readList(settings.kind, list))] : [];
    }),
  };
}

function readMapping(reader: MappingReader, platform: PlatformSettings): Mapping {
  if (!platform.mapping) reader.mistake('mapping', 'is needed by the dialect mapped-json');
  const section = reader.section(platform.mapping, 'mapping', [...KINDS, 'outbound', 'pull']);
  const inbound = {
    events: readInboundMapping(reader, section.events, 'mapping.events', {
      fields: EVENT_FIELDS,
      required: ['eventId', 'title'],
      words: { grade: GRADES, crs: COORDINATE_SYSTEMS },
    }),
    callbacks: readInboundMapping(reader, section.callbacks, 'mapping.callbacks', {
      fields: CALLBACK_FIELDS,
      required: ['status'],
      words: {
        status: [...PUBLIC_STATUSES, ...SIDE_EVENTS],
        solved: [true, false],
        satisfaction: [1, 2, 3, 4, 5],
      },
    }),
  };
  requireStatusMap(reader, section.callbacks);
  const outbound = readOutboundMapping(reader, section.outbound, platform);
  return { inbound, outbound, pulls: readPulls(reader, section.pull, platform, inbound) };
}

/** Their status words are never taken for ours by chance. */
function requireStatusMap(reader: MappingReader, callbacks: unknown): void {
  const maps = (callbacks as { maps?: { status?: unknown } } | undefined)?.maps;
  if (callbacks !== undefined && maps?.status === undefined)
    reader.mistake('mapping.callbacks.maps.status', 'is needed: every status word of theirs, and ours for it');
}

function readPulls(
  reader: MappingReader,
  value: unknown,
  platform: PlatformSettings,
  inbound: Inbound,
): ReadonlyMap<Kind, PullMapping> {
  const section = reader.section(value, 'mapping.pull', KINDS);
  const pulls = new Map<Kind, PullMapping>();
  for (const kind of new Set((platform.pull ?? []).map((pull) => pull.kind))) {
    if (section[kind] === undefined) reader.mistake(`mapping.pull.${kind}`, 'is needed, since `pull` names it');
    else if (!inbound[kind]) reader.mistake(`mapping.${kind}`, 'is needed, since `pull` names it');
    else pulls.set(kind, readPullMapping(reader, section[kind], `mapping.pull.${kind}`));
  }
  return pulls;
}
