import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { deadlineOf, type DeadlineTerms } from './deadline.js';
import { explain } from './explain.js';
import type { OfficeHours } from './office-hours.js';
import { WorkCalendar } from './work-calendar.js';
import { WorkingTime } from './working-time.js';

const HOURS: OfficeHours = {
  name: '机关作息',
  spans: ['09:00-12:00', '14:00-17:30'],
  seasons: [{ name: '夏季作息', from: '06-01', to: '09-30', spans: ['09:00-12:00', '14:30-18:00'] }],
};
const years = [2024, 2025, 2026].map((year) => parse(readFileSync(`config/calendar/${year}.yml`, 'utf8')));
const time = new WorkingTime(new WorkCalendar(years), HOURS);
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`);
const linesOf = (start: string, terms: Omit<DeadlineTerms, 'start'>) =>
  explain(time, deadlineOf(time, { start: at(start), ...terms }));

describe('the explanation of a deadline', () => {
  it('tells of working days which counted and which did not, and why', () => {
    expect(linesOf('2026-02-12 10:15', { limit: { amount: 5, unit: 'workday' } })).toEqual([
      '起算:2026年2月12日(周四)10:15',
      '时限:5个工作日。起算当日不计入,自次日开始计算(民法典第二百零一条第一款);只计工作日,不含法定休假日;最后一日至下班时间截止(民法典第二百零三条第二款)。',
      '作息:机关作息,09:00-12:00、14:00-17:30;夏季作息(每年06-01至09-30)09:00-12:00、14:30-18:00',
      '2026年2月12日(周四):起算当日,不计',
      '2026年2月13日(周五):工作日,计1天,累计1天',
      '2026年2月14日(周六):春节调休上班,计1天,累计2天',
      '2026年2月15日(周日)至2026年2月23日(周一):春节放假,不计(9天)',
      '2026年2月24日(周二)至2026年2月26日(周四):工作日,计3天,累计5天',
      '到期:2026年2月26日(周四)17:30',
    ]);
  });

  it('tells of pauses which days they took', () => {
    const pauses = [{ from: at('2026-11-25 10:00'), to: at('2026-11-27 09:00'), reason: '等待鉴定' }];
    expect(linesOf('2026-11-24 10:00', { limit: { amount: 3, unit: 'workday' }, pauses }).slice(3)).toEqual([
      '暂停:2026年11月25日(周三)10:00起,至2026年11月27日(周五)09:00止,原因:等待鉴定',
      '2026年11月24日(周二):起算当日,不计',
      '2026年11月25日(周三)至2026年11月26日(周四):当日截止时处于暂停(等待鉴定),不计(2天)',
      '2026年11月27日(周五):工作日,计1天,累计1天',
      '2026年11月28日(周六)至2026年11月29日(周日):周末,不计(2天)',
      '2026年11月30日(周一)至2026年12月1日(周二):工作日,计2天,累计3天',
      '到期:2026年12月1日(周二)17:30',
    ]);
  });

  it('tells of working hours which were counted', () => {
    const pauses = [{ from: at('2026-11-30 10:00'), to: at('2026-11-30 11:00'), reason: '等待鉴定' }];
    expect(linesOf('2026-11-25 16:00', { limit: { amount: 18, unit: 'working-hour' }, pauses })).toEqual([
      '起算:2026年11月25日(周三)16:00',
      '时限:18工作时。只计工作时间,不计午休、夜间和休息日。',
      '作息:机关作息,09:00-12:00、14:00-17:30;夏季作息(每年06-01至09-30)09:00-12:00、14:30-18:00',
      '暂停:2026年11月30日(周一)10:00起,至2026年11月30日(周一)11:00止,原因:等待鉴定',
      '2026年11月25日(周三):16:00-17:30,计1小时30分,累计1小时30分',
      '2026年11月26日(周四)至2026年11月27日(周五)每日:09:00-12:00、14:00-17:30,计13小时,累计14小时30分',
      '2026年11月28日(周六)至2026年11月29日(周日)每日:周末,不计',
      '2026年11月30日(周一):09:00-10:00、11:00-12:00、14:00-15:30,计3小时30分,累计18小时',
      '到期:2026年11月30日(周一)15:30',
    ]);
  });

  it('tells of calendar days to which day the end was postponed', () => {
    expect(linesOf('2026-09-22 10:00', { limit: { amount: 3, unit: 'calendar-day' } }).slice(3)).toEqual([
      '2026年9月22日(周二):起算当日,不计',
      '2026年9月23日(周三)至2026年9月25日(周五):自然日,计3天,累计3天',
      '2026年9月26日(周六)至2026年9月27日(周日):期间最后一日遇中秋节放假顺延,不计(2天)',
      '2026年9月28日(周一):顺延至此日',
      '到期:2026年9月28日(周一)18:00',
    ]);
  });

  it('tells of the clock on the wall that it ran all the time, and of midnight which day it ends', () => {
    expect(linesOf('2026-11-27 20:00', { limit: { amount: 4, unit: 'hour' } })).toEqual([
      '起算:2026年11月27日(周五)20:00',
      '时限:4小时。按钟表时间连续计算,不扣除夜间和休息日(民法典第二百零一条第二款)。',
      '到期:2026年11月27日(周五)24:00',
    ]);
  });

  it('tells what was agreed otherwise than the law has it', () => {
    const rules = { offDutyStart: 'next-opening', endOfDay: 'midnight', lastDayOff: 'kept' } as const;
    expect(linesOf('2026-11-27 20:00', { limit: { amount: 5, unit: 'calendar-day' }, rules })).toEqual([
      '起算:2026年11月27日(周五)20:00',
      '非工作时间受理,视为2026年11月30日(周一)09:00上班时受理',
      '时限:5个自然日。起算当日不计入,自次日开始计算(民法典第二百零一条第一款);逐日计算;最后一日遇休假不顺延(按约定);最后一日至二十四时截止(民法典第二百零三条第二款)。',
      '作息:机关作息,09:00-12:00、14:00-17:30;夏季作息(每年06-01至09-30)09:00-12:00、14:30-18:00',
      '2026年11月30日(周一):起算当日,不计',
      '2026年12月1日(周二)至2026年12月5日(周六):自然日,计5天,累计5天',
      '到期:2026年12月5日(周六)24:00',
    ]);
    expect(
      linesOf('2026-11-25 18:00', { limit: { amount: 1, unit: 'workday' }, rules: { startDay: 'included' } }),
    ).toEqual([
      '起算:2026年11月25日(周三)18:00',
      '时限:1个工作日。起算当日计入(按约定);只计工作日,不含法定休假日;最后一日至下班时间截止(民法典第二百零三条第二款)。',
      '作息:机关作息,09:00-12:00、14:00-17:30;夏季作息(每年06-01至09-30)09:00-12:00、14:30-18:00',
      '2026年11月25日(周三):起算时当日已下班,不计',
      '2026年11月26日(周四):工作日,计1天,累计1天',
      '到期:2026年11月26日(周四)17:30',
    ]);
  });

  it('tells of a limit of the same day which day that was', () => {
    expect(
      linesOf('2026-11-27 18:00', { limit: { amount: 0, unit: 'workday' } }).filter((_, index) => index !== 2),
    ).toEqual([
      '起算:2026年11月27日(周五)18:00',
      '时限:当日。起算时当日已下班或休息的,以下一日计;只计工作日,不含法定休假日;最后一日至下班时间截止(民法典第二百零三条第二款)。',
      '2026年11月27日(周五):起算时当日已下班,不计',
      '2026年11月28日(周六)至2026年11月29日(周日):周末,不计(2天)',
      '2026年11月30日(周一):工作日,计1天,累计1天',
      '到期:2026年11月30日(周一)17:30',
    ]);
  });

  it('tells while a pause lasts how far it had come, and of an unpublished year that it was guessed', () => {
    const pauses = [{ from: at('2026-11-26 10:00'), reason: '挂账:待拆迁' }];
    expect(linesOf('2026-11-24 10:00', { limit: { amount: 3, unit: 'workday' }, pauses }).slice(3)).toEqual([
      '暂停:2026年11月26日(周四)10:00起,尚未恢复,原因:挂账:待拆迁',
      '2026年11月24日(周二):起算当日,不计',
      '2026年11月25日(周三):工作日,计1天,累计1天',
      '2026年11月26日(周四):当日截止时处于暂停(挂账:待拆迁),不计',
      '到期:暂停未恢复,恢复后才能确定',
    ]);
    expect(linesOf('2026-12-30 10:00', { limit: { amount: 3, unit: 'workday' } }).at(-1)).toBe(
      '注意:未录入2027年放假安排,其间按周一至周五上班推算;录入后须重新计算。',
    );
  });
});
