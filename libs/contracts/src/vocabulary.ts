/**
 * The words every part of the house shares. A value here is written into the log and into databases, so it is
 * never renamed: a new meaning gets a new word.
 */

/** The eleven public statuses that platforms may see. A flow's inner state maps onto one of them (`reportsAs`). */
export const PUBLIC_STATUSES = [
  'RECEIVED',
  'DISPATCHED',
  'ACCEPTED',
  'IN_PROGRESS',
  'RETURNED',
  'EXTENSION_REQUESTED',
  'RESOLVED',
  'VERIFIED',
  'CLOSED',
  'SUSPENDED',
  'VOID',
] as const;
export type PublicStatus = (typeof PUBLIC_STATUSES)[number];

/**
 * What a platform may tell us about a task without moving its status: 催办, 督办, 批示, 阶段反馈, 评价, 到场, and that its agency has
 * the notices that we sent about the task (督办签收).
 */
export const SIDE_EVENTS = ['URGE', 'SUPERVISE', 'INSTRUCT', 'NOTE', 'EVALUATE', 'ARRIVE', 'RECEIPT'] as const;
export type SideEvent = (typeof SIDE_EVENTS)[number];

/** 特急, 紧急(民生), 一般, 疑难, 咨询: decides the default limits. */
export const GRADES = ['critical', 'urgent', 'ordinary', 'difficult', 'enquiry'] as const;
export type Grade = (typeof GRADES)[number];

/** `dispatch` (派发) goes to a station of the township, `call` (呼叫) to a bureau through the 乡呼县应 platform. */
export const TASK_KINDS = ['dispatch', 'call'] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Why one platform is told one thing. */
export const DELIVERY_PURPOSES = [
  'dispatch',
  'call',
  'report',
  'reminder',
  'withdrawal',
  'letter',
  'answer',
  'supervision',
] as const;
export type DeliveryPurpose = (typeof DELIVERY_PURPOSES)[number];

/** What an agency may ask for, and is told the answer to: 退单, 延期, 挂账. */
export const REQUEST_KINDS = ['return', 'extension', 'suspension'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** How a delivery ended; see docs/glossary.md for who does what next. */
export const DELIVERY_OUTCOMES = ['accepted', 'refused', 'unconfirmed', 'undeliverable'] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** How an item came in. */
export const ENTRANCES = ['push', 'pull', 'hand'] as const;
export type Entrance = (typeof ENTRANCES)[number];

/** Coordinate reference systems that platforms of the field name. */
export const COORDINATE_SYSTEMS = ['WGS84', 'CGCS2000', 'GCJ02', 'BD09', 'UNKNOWN'] as const;
export type CoordinateSystem = (typeof COORDINATE_SYSTEMS)[number];
