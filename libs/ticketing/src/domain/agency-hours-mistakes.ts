import { officeHoursMistakes } from '#libs/worktime';
import type { AgenciesFile } from './agencies.js';

/** What is wrong with the hours of agencies.yml and with who follows them, each with its path; empty when all is well. */
export function agencyHoursMistakes(file: AgenciesFile): string[] {
  const hours = file.hours ?? [];
  const codes = hours.map(({ code }) => code);
  const followers = (['stationKinds', 'bureaus'] as const).flatMap((list) =>
    file[list].map((follower, index) => ({ path: `$.${list}[${index}].hours`, code: follower.hours })),
  );
  return [
    ...codes
      .filter((code, index) => codes.indexOf(code) !== index)
      .map((code) => `$.hours: ${code} stands there twice`),
    ...hours.flatMap((entry, index) =>
      officeHoursMistakes(entry).map((mistake) => mistake.replace('$', `$.hours[${index}]`)),
    ),
    ...followers
      .filter(({ code }) => code !== undefined && !codes.includes(code))
      .map(({ path, code }) => `${path}: no hours of this file have the code ${code}`),
  ];
}
