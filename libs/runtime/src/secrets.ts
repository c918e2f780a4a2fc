import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { holdFile } from './hold-file.js';
import { ConfigurationError } from './yaml-file.js';

/**
 * Secrets by name (`platforms.grid.inbound`, `sealing.key`): from the environment (`HUYING_SECRET_PLATFORMS_GRID_INBOUND`),
 * from the file that `HUYING_SECRET_PLATFORMS_GRID_INBOUND_FILE` names, or from one JSON file that only its owner may read. A
 * name that is asked for and stands nowhere is generated and kept in that JSON file, so that a first run is safe without any
 * preparation; processes that share the file agree on it. A secret is never in a YAML file and never in the log.
 */
export class Secrets {
  private byName: Record<string, string>;

  constructor(
    private readonly file: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    this.byName = this.read();
  }

  /** The secret of that name; generated (32 random bytes, base64url) and written down where there is none. */
  get(name: string): string {
    return this.find(name) ?? this.make(name);
  }

  /** The secret of that name if there is one; makes none. */
  find(name: string): string | undefined {
    const variable = variableOf(name);
    return this.environment[variable] || this.fromFile(`${variable}_FILE`) || this.byName[name] || undefined;
  }

  /** As container platforms hand secrets over: one file for each, with or without a line break at its end. */
  private fromFile(variable: string): string | undefined {
    const file = this.environment[variable];
    if (!file) return undefined;
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      throw new ConfigurationError(variable, [(error as Error).message]);
    }
  }

  private make(name: string): string {
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      return holdFile(this.file, () => {
        // Another process may have made it since we looked; two keys for one name would be worse than none.
        this.byName = this.read();
        const made = this.byName[name] ?? randomBytes(32).toString('base64url');
        if (this.byName[name] === undefined) this.save({ ...this.byName, [name]: made });
        return made;
      });
    } catch (error) {
      throw new ConfigurationError(this.file, [
        `the secret ${name} is missing and cannot be written down here (${(error as Error).message}); give it by ${variableOf(name)} or ${variableOf(name)}_FILE`,
      ]);
    }
  }

  private read(): Record<string, string> {
    return existsSync(this.file) ? (JSON.parse(readFileSync(this.file, 'utf8')) as Record<string, string>) : {};
  }

  private save(secrets: Record<string, string>): void {
    // Written beside and moved over: a process killed here leaves the old file whole.
    const beside = `${this.file}.${process.pid}.new`;
    writeFileSync(beside, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
    renameSync(beside, this.file);
    this.byName = secrets;
  }
}

function variableOf(name: string): string {
  return `HUYING_SECRET_${name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`;
}
