/** Key of what a platform calls something: platform codes hold no blank, so the pair is unambiguous. Byte-exact. */
export function referenceId(platform: string, reference: string): string {
  return `${platform} ${reference}`;
}

/** Key under which callbacks wait that name a ticket of ours which is not open yet. No platform code begins with `#`. */
export function ticketReferenceId(ticketId: string): string {
  return `# ${ticketId}`;
}
