import type { OfficeHours } from './office-hours.js';

/** What an agency works when nobody says otherwise. */
export const STANDARD_HOURS: OfficeHours = { name: '标准作息', spans: ['09:00-12:00', '14:00-17:30'] };
