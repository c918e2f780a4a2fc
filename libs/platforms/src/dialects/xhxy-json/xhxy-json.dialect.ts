import { IsObject, IsOptional, IsString, Matches } from 'class-validator';
import { check, ConfigurationError, type Clock } from '#libs/runtime';
import type { Dialect, Translator } from '../../dialect.js';
import type { PlatformSettings } from '../../platform-settings.js';
import { readExactJson } from '../../reading/exact-json.js';
import { itemsOf, readItems } from '../../reading/read-items.js';
import { answerMessages } from './answer-messages.js';
import { pullMessages } from './pull-messages.js';
import { readMessage } from './read-message.js';
import { understandLookUp, understandReply } from './understand-reply.js';
import { writeMessage, type XhxyWords } from './write-message.js';

const SOURCES = ['GRID', '12345', 'TOWN', 'PATROL', 'COMMUNITY'];

/** The `mapping` of a platform that speaks xhxy-json. */
class XhxyMapping {
  /** Where messages are posted, below `outbound.baseUrl`. */
  @IsOptional() @IsString() @Matches(/^\//) messagesPath?: string;
  /** Our source platform → GRID, 12345, TOWN, PATROL or COMMUNITY; what is not named is TOWN. */
  @IsOptional() @IsObject() sources?: Record<string, string>;
}

/** 乡呼县应: calls to the bureaus, their callbacks, and problems passed down to the township. */
export const xhxyJson: Dialect = { name: 'xhxy-json', open };

function open(platform: PlatformSettings, clock: Clock): Translator {
  const mapping = checkedMapping(platform);
  const zone = platform.timezone ?? 'Asia/Shanghai';
  const messagesPath = mapping.messagesPath ?? '/messages';
  const words = wordsOf(platform, mapping, zone);
  const ours = new Map(Object.entries(platform.agencies ?? {}).map(([our, their]) => [their, our]));
  const agencyOf = (theirs: string) => ours.get(theirs) ?? theirs;
  const readList = (kind: 'events' | 'callbacks', list: readonly unknown[]) =>
    readItems(kind === 'events' ? 'event' : 'callback', list, (message, index) =>
      readMessage(message, index, { zone, now: clock.now() }, agencyOf),
    );
  return {
    read: async (kind, text) => readList(kind, itemsOf(readExactJson(text))),
    answer: (_kind, results) => answerMessages(results),
    async write(telling) {
      const message = writeMessage(telling, words);
      return message && { method: 'POST', path: messagesPath, body: JSON.stringify(message) };
    },
    understand: async (reply) => understandReply(reply),
    lookUp: {
      write: ({ delivery }) => ({ method: 'GET', path: `${messagesPath}/${encodeURIComponent(delivery.deliveryId)}` }),
      understand: async (reply) => understandLookUp(reply),
    },
    pulls: (platform.pull ?? []).map((pull) => pullMessages(pull, zone, clock, (list) => readList(pull.kind, list))),
  };
}

function checkedMapping(platform: PlatformSettings): XhxyMapping {
  const result = check(XhxyMapping, platform.mapping ?? {});
  const mistakes =
    'errors' in result
      ? result.errors.map(({ path, message }) => `mapping${path.slice(1)}: ${message}`)
      : Object.entries(result.value.sources ?? {})
          .filter(([, word]) => !SOURCES.includes(word))
          .map(([source]) => `mapping.sources.${source}: must be one of ${SOURCES.join(', ')}, as text`);
  if ('errors' in result || mistakes.length > 0) throw new ConfigurationError('platforms.yml', mistakes);
  return result.value;
}

function wordsOf(platform: PlatformSettings, mapping: XhxyMapping, zone: string): XhxyWords {
  const agencies = platform.agencies && new Map(Object.entries(platform.agencies));
  const sources = new Map(Object.entries(mapping.sources ?? {}));
  return {
    platform: platform.code,
    zone,
    agencyFor: (ours) => (agencies ? agencies.get(ours) : ours),
    sourceFor: (source) => sources.get(source) ?? 'TOWN',
  };
}
