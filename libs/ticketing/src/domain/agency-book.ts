import type { AgenciesFile, Agency } from './agencies.js';

/** Every agency by its code. */
export class AgencyBook {
  private readonly byCode: ReadonlyMap<string, Agency>;
  private readonly townships: ReadonlySet<string>;

  constructor(private readonly file: AgenciesFile) {
    this.townships = new Set(file.townships.map((township) => township.code));
    const stations = file.townships.flatMap((township) =>
      file.stationKinds.map((kind): Agency => ({
        code: `${township.code}-${kind.suffix}`,
        name: `${township.name}${kind.name}`,
        kind: 'station',
        platform: kind.platform,
        ...(kind.hours && { hours: kind.hours }),
        ...(kind.superior && { superior: kind.superior }),
        township: township.code,
      })),
    );
    const bureaus = file.bureaus.map((bureau): Agency => ({ ...bureau, kind: 'bureau' }));
    this.byCode = new Map([...stations, ...bureaus].map((agency) => [agency.code, agency]));
  }

  get countyCode(): string {
    return this.file.county.code;
  }

  /** The role before whom come red cards. */
  get leaders(): string | undefined {
    return this.file.leaders;
  }

  /** What people call the inbox of that role: every bureau has one, and every role of the file. */
  roleName(code: string): string | undefined {
    const bureau = this.file.bureaus.find((one) => one.code === code);
    return bureau?.name ?? this.file.roles?.find((role) => role.code === code)?.name;
  }

  find(code: string): Agency | undefined {
    return this.byCode.get(code);
  }

  all(): readonly Agency[] {
    return [...this.byCode.values()];
  }

  hasTownship(code: string): boolean {
    return this.townships.has(code);
  }

  townshipName(code: string): string | undefined {
    return this.file.townships.find((township) => township.code === code)?.name;
  }

  /** Names that an address may begin with, the wider first: the county's, and the township's where it is known. */
  areasAround(township: string | undefined): string[] {
    const name = township === undefined ? undefined : this.townshipName(township);
    return name === undefined ? [this.file.county.name] : [this.file.county.name, name];
  }

  hasStationKind(suffix: string): boolean {
    return this.file.stationKinds.some((kind) => kind.suffix === suffix);
  }

  /** Codes that stand twice in the file, in words; empty when all is well. */
  mistakes(): string[] {
    const lists: [string, string[]][] = [
      ['townships', this.file.townships.map((township) => township.code)],
      ['stationKinds', this.file.stationKinds.map((kind) => kind.suffix)],
      ['bureaus', this.file.bureaus.map((bureau) => bureau.code)],
      ['roles', (this.file.roles ?? []).map((role) => role.code)],
    ];
    const twice = lists.flatMap(([name, codes]) =>
      codes
        .filter((code, index) => codes.indexOf(code) !== index)
        .map((code) => `$.${name}: ${code} stands there twice`),
    );
    return [...twice, ...this.superiorMistakes()];
  }

  /** Superiors that nobody is. */
  private superiorMistakes(): string[] {
    const { stationKinds, bureaus, leaders } = this.file;
    const roles = new Set((this.file.roles ?? []).map((role) => role.code));
    const named = [
      ...stationKinds.map(({ superior }, index) => ({ path: `$.stationKinds[${index}].superior`, superior })),
      ...bureaus.map(({ superior }, index) => ({ path: `$.bureaus[${index}].superior`, superior, roleOnly: true })),
      { path: '$.leaders', superior: leaders, roleOnly: true },
    ];
    return named.flatMap(({ path, superior, ...more }) => {
      if (superior === undefined || roles.has(superior)) return [];
      const roleOnly = 'roleOnly' in more;
      if (!roleOnly && this.file.bureaus.some(({ code }) => code === superior)) return [];
      return [`${path}: no ${roleOnly ? 'role' : 'bureau or role'} of this file has the code ${superior}`];
    });
  }
}
