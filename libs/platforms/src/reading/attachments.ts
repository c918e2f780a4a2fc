import type { ReadAttachment } from '../readings.js';
import { textField } from './fields.js';

const MAX_ATTACHMENTS = 50;

/** Attachments as `{name, mime?, size?, url? or base64?}`, one or a list. One that holds nothing is left out with a remark. */
export function attachments(value: unknown, remarks: string[]): ReadAttachment[] | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const read = list.flatMap((item, index) => {
    const attachment =
      typeof item === 'object' && item !== null ? one(item as Record<string, unknown>, index) : undefined;
    if (!attachment) remarks.push(`附件 ${index + 1} 没有内容或地址,未采用`);
    return attachment ?? [];
  });
  if (read.length > MAX_ATTACHMENTS) remarks.push(`附件超过 ${MAX_ATTACHMENTS} 件,其余未采用`);
  return read.length > 0 ? read.slice(0, MAX_ATTACHMENTS) : undefined;
}

function one(item: Record<string, unknown>, index: number): ReadAttachment | undefined {
  const field = (name: string, maximum: number) => textField(`attachments[${index}].${name}`, item[name], maximum);
  const url = field('url', 2000);
  const bytes = bytesOf(item['base64']);
  if (!bytes && !(url && isWebAddress(url))) return undefined;
  const [mime, size] = [field('mime', 100), item['size']];
  return {
    name: field('name', 200) ?? `附件${index + 1}`,
    ...(mime ? { mime } : {}),
    ...(bytes
      ? { size: bytes.length }
      : Number.isSafeInteger(size) && (size as number) >= 0
        ? { size: size as number }
        : {}),
    ...(bytes ? { bytes } : { url }),
  };
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Undefined when there are none: a failed download of theirs leaves an empty text, Node drops what is no base64. */
function bytesOf(base64: unknown): Uint8Array | undefined {
  if (typeof base64 !== 'string' || base64 === '' || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(base64)) return undefined;
  return Buffer.from(base64, 'base64');
}
