/** Account and key of a Basic `Authorization` header (RFC 7617, UTF-8), or undefined when it is none. */
export function readBasic(header: string): { account: string; key: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 1 ? undefined : { account: text.slice(0, colon), key: text.slice(colon + 1) };
}
