import type { Grade } from '#libs/contracts';

/** An event as the outside world knows it, before a platform puts it into its own words. */
export interface OutsideEvent {
  /** Rises by one with every event of a run. */
  number: number;
  title: string;
  description: string;
  category: string;
  item?: string;
  itemName: string;
  grade: Grade;
  /** Code and name. */
  township: string;
  townshipName: string;
  address: string;
  longitude: number;
  latitude: number;
  reporter: { name: string; phone: string };
  occurredAt: Date;
  pictures: { name: string; url: string }[];
  /** Where it should end up, by the sample responsibility list. */
  bound: 'station' | 'bureau' | 'desk';
}
