/** The last ids that were seen, as many as `most`: for leaving out repeats cheaply, never for deciding what is one. */
export class RecentIds {
  private readonly ids = new Set<string>();

  constructor(private readonly most: number) {}

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.delete(id);
    this.ids.add(id);
    if (this.ids.size <= this.most) return;
    const [oldest] = this.ids;
    this.ids.delete(oldest as string);
  }
}
