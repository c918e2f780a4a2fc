import { ConfigurationError, Problem, readYamlFile, type Clock } from '#libs/runtime';
import type { Dialect, Translator } from './dialect.js';
import { platformMistakes } from './platform-mistakes.js';
import type { PlatformSettings } from './platform-settings.js';
import { PlatformsFile } from './platforms-file.js';

/** One configured outside system, and its dialect bound to its configuration. */
export interface Platform {
  readonly settings: PlatformSettings;
  readonly translator: Translator;
}

/** Every platform of the county. Made once, at start; a mistake anywhere in the file stops the start. */
export class PlatformDirectory {
  private readonly byCode: ReadonlyMap<string, Platform>;

  private constructor(platforms: readonly Platform[]) {
    this.byCode = new Map(platforms.map((platform) => [platform.settings.code, platform]));
  }

  /** Reads `platforms.yml` and opens every platform's dialect. Throws one ConfigurationError with all mistakes by path. */
  static read(file: string, dialects: readonly Dialect[], clock: Clock): PlatformDirectory {
    const { platforms } = readYamlFile(file, PlatformsFile);
    const mistakes = platformMistakes(platforms);
    const opened = platforms.flatMap((settings, index) => {
      const dialect = dialects.find(({ name }) => name === settings.dialect);
      if (!dialect) {
        const known = dialects.map(({ name }) => name).join(', ');
        mistakes.push(`$.platforms[${index}].dialect: there is no "${settings.dialect}"; the dialects are ${known}`);
        return [];
      }
      try {
        return [{ settings, translator: dialect.open(settings, clock) }];
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        mistakes.push(...error.mistakes.map((mistake) => `$.platforms[${index}].${mistake} (${settings.code})`));
        return [];
      }
    });
    if (mistakes.length > 0) throw new ConfigurationError(file, mistakes);
    return new PlatformDirectory(opened);
  }

  /** Throws a Problem `unknown-platform`. */
  get(code: string): Platform {
    const platform = this.byCode.get(code);
    if (!platform) throw new Problem('unknown-platform', `No platform "${code.slice(0, 40)}" is configured.`);
    return platform;
  }

  find(code: string): Platform | undefined {
    return this.byCode.get(code);
  }

  /** In the order of the file. */
  all(): readonly Platform[] {
    return [...this.byCode.values()];
  }
}
