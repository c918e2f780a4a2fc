import { DAY, monthDayOf, parseDay } from './day.js';
import { inSeason, parseSpan, type OfficeHours, type Season } from './office-hours.js';

/** A leap year: 29 February is a day that a season may begin on. */
const LEAP = '2000';
const MONTH_DAYS = Array.from({ length: 366 }, (_, index) => monthDayOf(Date.UTC(Number(LEAP)) / DAY + index));

/** What is wrong with hours, each with its path; empty when all is well. */
export function officeHoursMistakes(hours: OfficeHours): string[] {
  const seasons = hours.seasons ?? [];
  const mistakes = [
    ...spansMistakes(hours.spans).map((mistake) => `$.spans${mistake}`),
    ...seasons.flatMap((season, index) => seasonMistakes(season).map((mistake) => `$.seasons[${index}]${mistake}`)),
  ];
  if (mistakes.length > 0) return mistakes;
  return seasons.flatMap((season, index) =>
    seasons.slice(0, index).flatMap((other) => {
      const shared = MONTH_DAYS.find((day) => inSeason(season, day) && inSeason(other, day));
      return shared === undefined ? [] : [`$.seasons[${index}]: ${shared} lies in ${other.name} too`];
    }),
  );
}

function seasonMistakes(season: Season): string[] {
  const ends = (['from', 'to'] as const).flatMap((end) =>
    /^\d\d-\d\d$/.test(season[end]) && parseDay(`${LEAP}-${season[end]}`) !== undefined
      ? []
      : [`.${end}: ${JSON.stringify(season[end])} is not a day like 05-01`],
  );
  return [...ends, ...spansMistakes(season.spans).map((mistake) => `.spans${mistake}`)];
}

function spansMistakes(texts: readonly string[]): string[] {
  if (texts.length === 0) return [': a working day without hours has no closing time: name at least one span'];
  let open = -1;
  return texts.flatMap((text, index) => {
    const span = parseSpan(text);
    if (!span) return [`[${index}]: ${JSON.stringify(text)} is not a span like 09:00-12:00`];
    if (span.to <= span.from)
      return [`[${index}]: ${text} does not end after it begins; a night is two spans, until 24:00 and from 00:00`];
    const overlaps = span.from <= open;
    open = Math.max(open, span.to);
    return overlaps ? [`[${index}]: ${text} must begin after the span before it has ended`] : [];
  });
}
