/** What keeps its order: the deliveries of one ticket to one platform. Platform codes hold no space. */
export function strandOf(platform: string, ticketId: string): string {
  return `${platform} ${ticketId}`;
}

/** All strands of a platform lie between these two texts. */
export function strandsOfPlatform(platform: string): { readonly from: string; readonly below: string } {
  return { from: `${platform} `, below: `${platform}!` };
}
