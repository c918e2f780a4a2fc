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
        township: township.code,
      })),
    );
    const bureaus = file.bureaus.map((bureau): Agency => ({ ...bureau, kind: 'bureau' }));
    this.byCode = new Map([...stations, ...bureaus].map((agency) => [agency.code, agency]));
  }

  get countyCode(): string {
    return this.file.county.code;
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

  hasStationKind(suffix: string): boolean {
    return this.file.stationKinds.some((kind) => kind.suffix === suffix);
  }

  /** Codes that stand twice in the file, in words; empty when all is well. */
  mistakes(): string[] {
    const lists: [string, string[]][] = [
      ['townships', this.file.townships.map((township) => township.code)],
      ['stationKinds', this.file.stationKinds.map((kind) => kind.suffix)],
      ['bureaus', this.file.bureaus.map((bureau) => bureau.code)],
    ];
    return lists.flatMap(([name, codes]) =>
      codes
        .filter((code, index) => codes.indexOf(code) !== index)
        .map((code) => `$.${name}: ${code} stands there twice`),
    );
  }
}
