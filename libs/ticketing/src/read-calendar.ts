import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, readYamlFile } from '#libs/runtime';
import { calendarMistakes, calendarYearMistakes, WorkCalendar } from '#libs/worktime';
import { CalendarFile } from './domain/calendar-file.js';

/**
 * Reads every `<year>.yml` of the folder `calendar`. Throws a ConfigurationError with every mistake of a file, and when there is
 * none at all: a county without days off is a folder that was forgotten.
 */
export function readCalendar(configDir: string): WorkCalendar {
  const folder = join(configDir, 'calendar');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.ya?ml$/.test(name)) : [];
  if (names.length === 0)
    throw new ConfigurationError(folder, ['no year is there: copy the folder config/calendar of this version']);
  const years = names.toSorted().map((name) => readYear(folder, name));
  const mistakes = calendarMistakes(years);
  if (mistakes.length > 0) throw new ConfigurationError(folder, mistakes);
  return new WorkCalendar(years);
}

function readYear(folder: string, name: string): CalendarFile {
  const file = join(folder, name);
  if (!/^\d{4}\.yml$/.test(name))
    throw new ConfigurationError(file, ['a calendar is named by its year, like 2026.yml']);
  const year = readYamlFile(file, CalendarFile);
  const mistakes = calendarYearMistakes(year);
  if (`${year.year}.yml` !== name) mistakes.push(`$.year: ${year.year} does not fit the name of the file`);
  if (mistakes.length > 0) throw new ConfigurationError(file, mistakes);
  return year;
}
