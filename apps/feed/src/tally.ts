/** One item of a platform's plain answer. */
interface AnsweredItem {
  outcome: 'accepted' | 'quarantined' | 'refused';
  theirId?: string;
  code?: string;
  detail?: string;
}

/** What became of the lines that were sent. */
export class Tally {
  sent = 0;
  quarantined = 0;
  refused = 0;
  /** Distinct event ids that were taken. */
  readonly accepted = new Set<string>();
  /** The first few that were not taken, in words. */
  readonly complaints: string[] = [];

  /** Takes the answer to one request of `count` lines. Throws when it does not tell what became of each. */
  add(count: number, body: string): void {
    const { items } = JSON.parse(body) as { items?: AnsweredItem[] };
    if (!Array.isArray(items) || items.length !== count)
      throw new Error(`The answer does not tell what became of each of ${count} items: ${body.slice(0, 300)}`);
    this.sent += count;
    for (const item of items) this.addItem(item);
  }

  private addItem({ outcome, theirId, code, detail }: AnsweredItem): void {
    if (outcome === 'accepted' && theirId !== undefined) {
      this.accepted.add(theirId);
      return;
    }
    if (outcome === 'quarantined') this.quarantined += 1;
    else this.refused += 1;
    if (this.complaints.length < 10) this.complaints.push(`${theirId ?? 'an item'}: ${outcome}, ${code} ${detail}`);
  }
}
