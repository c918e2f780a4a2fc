import type { Person } from '#libs/platforms';

const LIMIT_BYTES = 8_192;
const PHONE = /(?<![0-9])(1[3-9]\d)\d{4}(\d{4})(?![0-9])/g;
const ID_NUMBER = /(?<![0-9])(\d{3})\d{11}(\d{3}[0-9Xx])(?![0-9])/g;

function maskedName(name: string): string {
  return `${[...name][0] ?? ''}**`;
}

/** First three and last four stay; of a short one the last two. */
function maskedDigits(digits: string): string {
  return digits.length >= 11 ? `${digits.slice(0, 3)}****${digits.slice(-4)}` : `****${digits.slice(-2)}`;
}

/** The ways in which a value may stand in a request: as it is, as JSON escapes it, as a form encodes it. */
function spellings(value: string): string[] {
  const escaped = [...value].map((char) => (char > '\u007f' ? unicodeEscape(char) : char)).join('');
  return [...new Set([value, JSON.stringify(value).slice(1, -1), escaped, encodeURIComponent(value)])];
}

function unicodeEscape(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}

/**
 * A request or reply as it may be kept: the reporter's name, phone and id number masked wherever they stand, also phones and
 * id numbers of others, and cut to 8 KiB.
 */
export function maskedText(text: string, reporter: Person | undefined): string {
  let masked = text;
  const known: [string | undefined, (value: string) => string][] = [
    [reporter?.phone, maskedDigits],
    [reporter?.idNumber, maskedDigits],
    [reporter?.name, maskedName],
  ];
  for (const [value, mask] of known) {
    if (!value?.trim()) continue;
    for (const spelling of spellings(value.trim())) masked = masked.replaceAll(spelling, mask(value.trim()));
  }
  return cut(masked.replace(PHONE, '$1****$2').replace(ID_NUMBER, '$1***********$2'));
}

function cut(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= LIMIT_BYTES) return text;
  let end = LIMIT_BYTES - 4;
  // Not in the middle of a character: a continuation byte is 10xxxxxx.
  while (((bytes[end] as number) & 0xc0) === 0x80) end--;
  return `${bytes.subarray(0, end).toString('utf8')}…`;
}
