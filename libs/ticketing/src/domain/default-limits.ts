import type { Grade } from '#libs/contracts';
import type { Limit, LimitUnit } from '#libs/worktime';
import type { LimitSettings } from './limit-settings.js';

/** The limits of each grade where `config/rules/limits.yml` does not say otherwise; its comments say where each comes from. */
export const DEFAULT_LIMITS: Readonly<Record<Grade, LimitSettings>> = {
  critical: {
    sign: limit(30, 'minute'),
    arrive: limit(30, 'minute'),
    finish: limit(24, 'hour'),
    revisit: limit(3, 'workday'),
  },
  urgent: {
    sign: limit(30, 'minute'),
    arrive: limit(2, 'hour'),
    finish: limit(24, 'hour'),
    revisit: limit(3, 'workday'),
  },
  ordinary: {
    sign: limit(2, 'working-hour'),
    contact: limit(1, 'workday'),
    finish: limit(5, 'workday'),
    extension: { ...limit(10, 'workday'), times: 1 },
    yellow: limit(1, 'workday'),
    red: limit(1, 'workday'),
    revisit: limit(3, 'workday'),
  },
  difficult: {
    sign: limit(2, 'working-hour'),
    contact: limit(1, 'workday'),
    finish: limit(15, 'workday'),
    extension: { ...limit(7, 'workday'), times: 1 },
    yellow: limit(1, 'workday'),
    red: limit(1, 'workday'),
    revisit: limit(3, 'workday'),
  },
  enquiry: {
    sign: limit(2, 'working-hour'),
    stages: [{ name: '当日答复', ...limit(0, 'workday') }],
    finish: limit(3, 'workday'),
    revisit: limit(3, 'workday'),
  },
};

function limit(amount: number, unit: LimitUnit): Limit {
  return { amount, unit };
}
