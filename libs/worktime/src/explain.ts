import { chineseDay, clockText, dayOf, momentOf } from './day.js';
import { reckoningOf, type Deadline, type Reckoning } from './deadline.js';
import { explainDays } from './explain-days.js';
import { explainHours } from './explain-hours.js';
import { limitText, type CountingRules, type Limit, type LimitUnit } from './limit.js';
import type { WorkingTime } from './working-time.js';

/**
 * How the end of a deadline came about, line by line, so that a clerk can check it with a calendar in the hand: what it began
 * with, the rule with its source, each day or hour that counted, each that did not and why, the end. While a pause lasts, until
 * that pause.
 */
export function explain(time: WorkingTime, deadline: Deadline): string[] {
  const { limit, pauses = [], end } = deadline;
  const reckoning = reckoningOf(time, deadline);
  const until = end?.getTime() ?? Math.max(reckoning.gaps.at(-1)?.from ?? 0, reckoning.start);
  return [
    ...startLines(deadline, reckoning),
    `时限:${limitText(limit)}。${ruleText(limit, reckoning.rules)}`,
    ...hoursLines(time, limit.unit),
    ...pauses.map(
      ({ from, to, reason }) =>
        `暂停:${momentText(from.getTime())}起,${to ? `至${momentText(to.getTime())}止` : '尚未恢复'},原因:${reason}`,
    ),
    ...stepLines(time, deadline, reckoning, until),
    end ? `到期:${momentText(end.getTime(), true)}` : '到期:暂停未恢复,恢复后才能确定',
    ...(deadline.provisional
      ? [`注意:未录入${deadline.provisional.year}年放假安排,其间按周一至周五上班推算;录入后须重新计算。`]
      : []),
  ];
}

function startLines({ start, rules }: Deadline, reckoning: Reckoning): string[] {
  const came = momentOf(start, 'the start');
  return [
    `起算:${momentText(came)}`,
    ...(rules?.offDutyStart === 'next-opening' && reckoning.start !== came
      ? [`非工作时间受理,视为${momentText(reckoning.start)}上班时受理`]
      : []),
  ];
}

function ruleText({ amount, unit }: Limit, { startDay, endOfDay, lastDayOff }: CountingRules): string {
  if (unit === 'minute' || unit === 'hour') return '按钟表时间连续计算,不扣除夜间和休息日(民法典第二百零一条第二款)。';
  if (unit === 'working-hour') return '只计工作时间,不计午休、夜间和休息日。';
  const begins =
    amount === 0
      ? '起算时当日已下班或休息的,以下一日计'
      : startDay === 'excluded'
        ? '起算当日不计入,自次日开始计算(民法典第二百零一条第一款)'
        : '起算当日计入(按约定)';
  const days = unit === 'workday' ? '只计工作日,不含法定休假日' : '逐日计算';
  const last =
    unit === 'workday'
      ? ''
      : lastDayOff === 'postponed'
        ? ';最后一日是法定休假日的,顺延至休假结束的次日(民法典第二百零三条第一款)'
        : ';最后一日遇休假不顺延(按约定)';
  const end =
    endOfDay === 'closing'
      ? '最后一日至下班时间截止(民法典第二百零三条第二款)'
      : '最后一日至二十四时截止(民法典第二百零三条第二款)';
  return `${begins};${days}${last};${end}。`;
}

function hoursLines({ hours }: WorkingTime, unit: LimitUnit): string[] {
  if (unit === 'minute' || unit === 'hour') return [];
  const seasons = (hours.seasons ?? []).map(
    (season) => `;${season.name}(每年${season.from}至${season.to})${season.spans.join('、')}`,
  );
  return [`作息:${hours.name},${hours.spans.join('、')}${seasons.join('')}`];
}

function stepLines(time: WorkingTime, deadline: Deadline, reckoning: Reckoning, until: number): string[] {
  switch (deadline.limit.unit) {
    case 'minute':
    case 'hour':
      return [];
    case 'working-hour':
      return explainHours(time, reckoning, until);
    case 'workday':
    case 'calendar-day':
      return explainDays(time, deadline.limit, reckoning, deadline.pauses ?? [], until);
  }
}

function momentText(moment: number, ends = false): string {
  const text = clockText(moment, ends);
  return `${chineseDay(text === '24:00' ? dayOf(moment) - 1 : dayOf(moment))}${text}`;
}
