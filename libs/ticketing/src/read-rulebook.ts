import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, readYamlFile } from '#libs/runtime';
import { AgenciesFile } from './domain/agencies.js';
import { AgencyBook } from './domain/agency-book.js';
import { agencyHoursMistakes } from './domain/agency-hours-mistakes.js';
import { DeskFile, deskRuleMistakes, DeskRules } from './domain/desk-rules.js';
import { DuplicateRules, duplicateRulesInForce } from './domain/duplicates/duplicate-rules.js';
import { GateRules } from './domain/gate-rules.js';
import { gateMistakes, Gates } from './domain/gates.js';
import { DEFAULT_JOINT, jointMistakes, JointRules } from './domain/joint-rules.js';
import { checkList } from './domain/check-list.js';
import { LimitRules, type LimitSettings } from './domain/limit-settings.js';
import { limitMistakes, limitMistakesIn, Limits } from './domain/limits.js';
import type { PlatformFacts } from './domain/platform-facts.js';
import { ResponsibilityList } from './domain/responsibilities.js';
import { ReturnsFile, returnRulesOf, type ReturnRules } from './domain/return-rules.js';
import { Rulebook } from './domain/rulebook.js';
import { ladderMistakes } from './domain/supervision/ladder-mistakes.js';
import { Ladder } from './domain/supervision/ladder.js';
import { SupervisionFile } from './domain/supervision/supervision-rules.js';
import { WorkingTimes } from './domain/working-times.js';
import { readCalendar } from './read-calendar.js';

/** Reads `agencies.yml`, the folders `calendar` and `rules`, and `responsibilities.yml`. Throws a ConfigurationError with every mistake of a file. */
export function readRulebook(configDir: string, platforms: readonly PlatformFacts[]): Rulebook {
  const known = new Set(platforms.map(({ code }) => code));
  const agenciesFile = join(configDir, 'agencies.yml');
  const written = readYamlFile(agenciesFile, AgenciesFile);
  const agencies = new AgencyBook(written);
  const unreachable = new Set(
    agencies
      .all()
      .map(({ platform }) => platform)
      .filter((platform) => !known.has(platform)),
  );
  refuse(agenciesFile, [
    ...agencies.mistakes(),
    ...agencyHoursMistakes(written),
    ...[...unreachable].map((platform) => `no platform of platforms.yml has the code ${platform}`),
  ]);
  const times = new WorkingTimes(readCalendar(configDir), written.hours ?? []);
  const listFile = join(configDir, 'responsibilities.yml');
  const seed = checkList(readYamlFile(listFile, ResponsibilityList), {
    agencies,
    knowsPlatform: (code) => known.has(code),
  });
  if ('errors' in seed)
    throw new ConfigurationError(
      listFile,
      seed.errors.map(({ path, message }) => `${path}: ${message}`),
    );
  const duplicates = duplicateRulesInForce(readRules(configDir, 'duplicates', DuplicateRules).rules);
  const rules = {
    limits: readLimits(configDir),
    gates: readGates(configDir),
    joint: readJoint(configDir),
    returns: readReturns(configDir),
    desk: readDesk(configDir),
    ladder: readLadder(configDir, agencies),
    duplicates,
  };
  return new Rulebook({ agencies, times, seed: seed.list, ...rules }, platforms);
}

function readLimits(configDir: string): Limits {
  const { file, rules } = readRules(configDir, 'limits', LimitRules);
  refuse(
    file,
    Object.entries(rules).flatMap(([grade, limits]) => limitMistakes(limits as LimitSettings, `$.${grade}`)),
  );
  return new Limits(rules);
}

function readGates(configDir: string): Gates {
  const { file, rules } = readRules(configDir, 'gates', GateRules);
  refuse(file, gateMistakes(rules));
  return new Gates(rules);
}

function readJoint(configDir: string): Required<JointRules> {
  const { file, rules } = readRules(configDir, 'joint', JointRules);
  refuse(file, jointMistakes(rules));
  return { ...DEFAULT_JOINT, ...rules };
}

function readReturns(configDir: string): ReturnRules {
  const { file, rules } = readRules(configDir, 'returns', ReturnsFile);
  refuse(file, limitMistakesIn({ window: rules.window, ruling: rules.ruling }));
  return returnRulesOf(rules);
}

function readDesk(configDir: string): DeskRules {
  const { file, rules } = readRules(configDir, 'desk', DeskFile);
  refuse(file, [...limitMistakesIn({ claim: rules.claim }), ...deskRuleMistakes(rules)]);
  return new DeskRules(rules);
}

function readLadder(configDir: string, agencies: AgencyBook): Ladder {
  const { file, rules } = readRules(configDir, 'supervision', SupervisionFile);
  refuse(file, ladderMistakes(rules, agencies));
  return new Ladder(rules.ladder);
}

/** `rules/<topic>.yml`, or nothing said where there is no such file: then all of it is as shipped. */
function readRules<T extends object>(configDir: string, topic: string, type: new () => T): { file: string; rules: T } {
  const file = join(configDir, 'rules', `${topic}.yml`);
  return { file, rules: existsSync(file) ? readYamlFile(file, type) : new type() };
}

function refuse(file: string, mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new ConfigurationError(file, mistakes);
}
