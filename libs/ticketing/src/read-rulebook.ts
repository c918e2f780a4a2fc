import { join } from 'node:path';
import { ConfigurationError, readYamlFile } from '#libs/runtime';
import { AgenciesFile } from './domain/agencies.js';
import { AgencyBook } from './domain/agency-book.js';
import type { PlatformFacts } from './domain/platform-facts.js';
import { ResponsibilityList } from './domain/responsibilities.js';
import { responsibilityMistakes } from './domain/responsibility-mistakes.js';
import { Rulebook } from './domain/rulebook.js';

/** Reads `agencies.yml` and `responsibilities.yml`. Throws a ConfigurationError with every mistake of a file. */
export function readRulebook(configDir: string, platforms: readonly PlatformFacts[]): Rulebook {
  const known = new Set(platforms.map(({ code }) => code));
  const agenciesFile = join(configDir, 'agencies.yml');
  const agencies = new AgencyBook(readYamlFile(agenciesFile, AgenciesFile));
  const unreachable = new Set(
    agencies
      .all()
      .map(({ platform }) => platform)
      .filter((platform) => !known.has(platform)),
  );
  refuse(agenciesFile, [
    ...agencies.mistakes(),
    ...[...unreachable].map((platform) => `no platform of platforms.yml has the code ${platform}`),
  ]);
  const listFile = join(configDir, 'responsibilities.yml');
  const list = readYamlFile(listFile, ResponsibilityList);
  const strangers = list.items.flatMap((item, index) =>
    (item.reportTo ?? [])
      .filter((platform) => !known.has(platform))
      .map((platform) => `$.items[${index}].reportTo: no platform of platforms.yml has the code ${platform}`),
  );
  refuse(listFile, [...responsibilityMistakes(list, agencies), ...strangers]);
  return new Rulebook(agencies, list, platforms);
}

function refuse(file: string, mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new ConfigurationError(file, mistakes);
}
