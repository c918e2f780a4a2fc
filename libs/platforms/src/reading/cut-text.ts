/** At most `maximum` UTF-16 units, ending in … when something was cut; a character outside the BMP is never halved. */
export function cutText(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  return `${text.slice(0, maximum - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
