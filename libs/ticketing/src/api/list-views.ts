import type { ListItem } from '../persistence/list-item.entity.js';
import type { ListVersion } from '../persistence/list-version.entity.js';

/** How a version stands, as people see it: what is published is in force, waits for its moment, or was replaced. */
const STANDINGS = {
  draft: '草稿',
  scheduled: '待生效',
  'in-force': '生效中',
  replaced: '已被替代',
  withdrawn: '已撤回',
} as const;

/** What a version's standing depends on beside itself. */
export interface ListMoment {
  readonly now: Date;
  /** Name of the version in force. */
  readonly inForce: string;
}

export function listView(row: ListVersion, items: number, { now, inForce }: ListMoment) {
  const { id, version, state, effectiveFrom, defaultTownship, note, basedOn, reason } = row;
  const { createdAt, createdBy, changedAt, changedBy } = row;
  const standing = state === 'published' ? standingOf(id === inForce, effectiveFrom! > now) : state;
  return {
    name: id,
    version,
    state: standing,
    stateLabel: STANDINGS[standing],
    effectiveFrom,
    items,
    defaultTownship: defaultTownship ?? {},
    note,
    basedOn,
    reason,
    createdAt,
    createdBy,
    changedAt,
    changedBy,
  };
}

function standingOf(inForce: boolean, ahead: boolean): keyof typeof STANDINGS {
  if (inForce) return 'in-force';
  return ahead ? 'scheduled' : 'replaced';
}

/** An item with its own version, which a change of it has to name. */
export function listItemView({ data, version, changedAt, changedBy }: ListItem) {
  return { version, changedAt, changedBy, item: data };
}
