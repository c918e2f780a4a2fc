/** The database can't be opened; the message says which, why, and which setting names it. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';

  constructor(url: string, reason: string, cause?: unknown) {
    super(`HUYING_DATABASE_URL: ${withoutPassword(url)} cannot be used: ${reason}`, { cause });
  }
}

function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^/@]*?):[^/]*@/, '$1:***@');
}
