import type { Attachment } from '#libs/contracts';
import type { ReadAttachment } from '#libs/platforms';
import type { FieldError } from '#libs/runtime';
import { MAX_BLOB_BYTES, type Blobs } from './blobs.js';

/** Attachments as messages carry them. Bytes become blobs, which are on the disk when this resolves. */
export async function keepAttachments(
  blobs: Blobs,
  attachments: readonly ReadAttachment[] | undefined,
): Promise<{ kept: Attachment[] } | { errors: FieldError[] }> {
  const errors = (attachments ?? []).flatMap(({ bytes }, index) =>
    bytes && bytes.length > MAX_BLOB_BYTES
      ? [{ path: `$.attachments[${index}]`, message: `must not be larger than ${MAX_BLOB_BYTES} bytes` }]
      : [],
  );
  if (errors.length > 0) return { errors };
  const kept: Attachment[] = [];
  for (const { name, mime, size, url, bytes } of attachments ?? []) {
    const stored = bytes ? { blob: await blobs.keep(bytes), size: bytes.length } : undefined;
    kept.push({
      name,
      ...(mime ? { mime } : {}),
      ...(size === undefined ? {} : { size }),
      ...(url && !stored ? { url } : {}),
      ...stored,
    });
  }
  return { kept };
}
