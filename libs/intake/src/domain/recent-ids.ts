/** The last ids that came, as many as `most`: for leaving out repeats cheaply, never for deciding what is one. */
export class RecentIds {
  private readonly ids = new Set<string>();
  /** The same in the order in which they came: a set that loses its first one again and again walks past the gaps to find it. */
  private readonly inOrder: string[] = [];
  private next = 0;

  constructor(private readonly most: number) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    if (this.ids.has(id)) return;
    const oldest = this.inOrder[this.next];
    if (oldest !== undefined) this.ids.delete(oldest);
    this.inOrder[this.next] = id;
    this.ids.add(id);
    this.next = (this.next + 1) % this.most;
  }
}
