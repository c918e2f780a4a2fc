/** What 办结 has to be shown with: a text always, a picture where the item says so. */
export const PROOFS = ['text', 'picture'] as const;
export type Proof = (typeof PROOFS)[number];

export const PROOF_NAMES: Readonly<Record<Proof, string>> = { text: '办理结果', picture: '现场照片' };

/** As much of a result as the gate looks at. */
export interface Result {
  readonly opinion?: string | undefined;
  readonly attachments?: readonly { readonly name: string; readonly mime?: string | undefined }[] | undefined;
}

const PICTURE_NAME = /\.(jpe?g|png|gif|bmp|webp|heic|tiff?)$/i;

/** What that result lacks; empty when it may pass. */
export function missingProofs(result: Result, needed: Proof | undefined): Proof[] {
  const missing: Proof[] = [];
  if (!/\S/.test(result.opinion ?? '')) missing.push('text');
  const pictured = (result.attachments ?? []).some(
    ({ name, mime }) => mime?.startsWith('image/') || PICTURE_NAME.test(name),
  );
  if (needed === 'picture' && !pictured) missing.push('picture');
  return missing;
}
