import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Secrets by name (`platforms.grid.inbound`, `sealing.key`), from the environment (`HUYING_SECRET_PLATFORMS_GRID_INBOUND`)
 * or from one JSON file that only its owner may read. A name that is asked for and stands nowhere is generated and kept in
 * that file, so that a first run is safe without any preparation. A secret is never in a YAML file and never in the log.
 */
export class Secrets {
  private readonly byName: Record<string, string>;

  constructor(
    private readonly file: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    this.byName = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
  }

  /** The secret of that name; generated (32 random bytes, base64url) and written down where there is none. */
  get(name: string): string {
    const known = this.find(name);
    if (known) return known;
    const made = randomBytes(32).toString('base64url');
    this.byName[name] = made;
    this.save();
    return made;
  }

  /** The secret of that name if there is one; makes none. */
  find(name: string): string | undefined {
    return (
      this.environment[`HUYING_SECRET_${name.replace(/[^A-Za-z0-9]/g, '_').toUpperCase()}`] ||
      this.byName[name] ||
      undefined
    );
  }

  private save(): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    // Written beside and moved over: a process killed here leaves the old file whole.
    const beside = `${this.file}.${process.pid}.new`;
    writeFileSync(beside, `${JSON.stringify(this.byName, null, 2)}\n`, { mode: 0o600 });
    renameSync(beside, this.file);
  }
}
