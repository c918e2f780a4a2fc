/** How a member of a joint enforcement (联合执法) stands to its being convened, and what people see. */
export const ATTENDANCES = {
  convened: '已召集',
  acknowledged: '已响应',
  arrived: '已到场',
  late: '迟到',
  absent: '缺席',
  waived: '已免除',
} as const;
export type Attendance = keyof typeof ATTENDANCES;

/** What a member is after it has signed; who has arrived, is absent or was waived stays so. */
export function afterAcknowledging(attendance: Attendance): Attendance {
  return attendance === 'convened' ? 'acknowledged' : attendance;
}

/**
 * What a member is after it has arrived. The first arrival counts, by when it was and not by when it was told; after the
 * appointed time and the grace it is late, and the absence that stood there until then is set right.
 * @param latest the appointed time and the grace; null when no time was appointed
 */
export function afterArriving(attendance: Attendance, at: Date, latest: Date | null): Attendance {
  if (attendance === 'arrived' || attendance === 'late' || attendance === 'waived') return attendance;
  return latest !== null && at > latest ? 'late' : 'arrived';
}

/** What a member is once the appointed time and the grace have passed. */
export function afterTheGrace(attendance: Attendance): Attendance {
  return attendance === 'convened' || attendance === 'acknowledged' ? 'absent' : attendance;
}
