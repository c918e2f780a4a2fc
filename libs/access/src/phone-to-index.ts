/**
 * The digits that two spellings of one phone share, or undefined for what is no phone: blank, 未知, 暂无, 保密, 匿名, masked
 * (`139****0000`), or one digit over and over. Platforms write such things where they know none; an index over them would
 * make strangers look like one person.
 */
export function phoneToIndex(phone: string | undefined): string | undefined {
  if (phone === undefined) return undefined;
  const bare = phone
    .normalize('NFKC')
    .replace(/[\s()\-‐-―.]/g, '')
    .replace(/^(\+|00)?86(?=1\d{10}$)/, '');
  if (!/^\+?\d{5,15}$/.test(bare)) return undefined;
  return /^\+?(\d)\1*$/.test(bare) ? undefined : bare;
}
