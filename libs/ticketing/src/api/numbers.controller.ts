import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '#libs/access';
import { Clock, writeTimeCursor } from '#libs/runtime';
import { Numbers, type NumbersRow } from '../actions/numbers/numbers.js';
import { csvOf } from '../domain/numbers/csv.js';
import { DIMENSIONS, MEASURE_NAMES, MEASURES, rateOf, type Dimension } from '../domain/numbers/measures.js';
import { PERIOD_LENGTHS } from '../domain/numbers/periods.js';
import { Rulebook } from '../domain/rulebook.js';
import { ticketFlow, type TicketState } from '../domain/ticket.flow.js';
import { factsQuestion, numbersQuestion } from './numbers-query.js';

/** Volumes and rates, counted from the history by a formula that is named with them. */
@ApiTags('ticketing')
@Controller('v1/numbers')
export class NumbersController {
  constructor(
    private readonly numbers: Numbers,
    private readonly rulebook: Rulebook,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'Volumes and rates per agency, township or item and period, as JSON or CSV' })
  @ApiQuery({ name: 'from', description: 'First day, Asia/Shanghai' })
  @ApiQuery({ name: 'to', description: 'Last day' })
  @ApiQuery({ name: 'by', required: false, enum: DIMENSIONS })
  @ApiQuery({ name: 'every', required: false, enum: PERIOD_LENGTHS })
  @ApiQuery({ name: 'agency', required: false })
  @ApiQuery({ name: 'township', required: false })
  @ApiQuery({ name: 'item', required: false })
  @ApiQuery({ name: 'formula', required: false })
  @ApiQuery({ name: 'format', required: false, enum: ['json', 'csv'] })
  async tell(@Query() query: Record<string, unknown>, @Res({ passthrough: true }) reply: FastifyReply) {
    const { formula, periods, by, filter, format } = numbersQuestion(query);
    const rows = await this.numbers.tally(formula, periods, by, filter);
    if (format === 'csv') {
      void reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="numbers.csv"');
      return this.csv(formula.version, rows, by);
    }
    const now = this.clock.now();
    return {
      formula: formula.version,
      by: by ?? null,
      measures: Object.fromEntries(MEASURE_NAMES.map((name) => [name, MEASURES[name].label])),
      rows: rows.map((row) => this.view(row, by, now)),
    };
  }

  @Get(':measure/tickets')
  @Allow('read')
  @ApiOperation({ summary: 'The tickets that a number was counted from, in order of time' })
  @ApiParam({ name: 'measure', enum: MEASURE_NAMES })
  @ApiQuery({ name: 'from' })
  @ApiQuery({ name: 'to' })
  @ApiQuery({ name: 'agency', required: false })
  @ApiQuery({ name: 'township', required: false })
  @ApiQuery({ name: 'item', required: false })
  @ApiQuery({ name: 'hits', required: false, description: 'true: those of the numerator; false: the others' })
  @ApiQuery({ name: 'formula', required: false })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  async tickets(@Param('measure') measure: string, @Query() query: Record<string, unknown>) {
    const question = factsQuestion(measure, query);
    const facts = await this.numbers.facts(question, question);
    const last = facts.length === question.pageSize ? facts.at(-1) : undefined;
    return {
      formula: question.formula.version,
      items: facts.map(({ at, hit, agency, ticketId, number, title, state }) => {
        const { label } = ticketFlow.states[state as TicketState];
        return { at, hit, agency, ticketId, number, title, state, stateLabel: label };
      }),
      ...(last === undefined ? {} : { nextCursor: writeTimeCursor({ time: last.at, id: last.id }) }),
    };
  }

  private view({ period, key, tallies }: NumbersRow, by: Dimension | undefined, now: Date) {
    const measures = MEASURE_NAMES.map((name) => {
      const tally = tallies[name] ?? { of: 0, hits: 0 };
      return [name, MEASURES[name].kind === 'count' ? { count: tally.of } : { ...tally, rate: rateOf(tally) }];
    });
    const { name, from, until } = period;
    // Of a period that is over, the same question has the same answer for ever.
    const complete = until <= now;
    const whose = by === undefined ? {} : { key, name: this.nameOf(by, key) };
    return { period: name, from, until, complete, ...whose, measures: Object.fromEntries(measures) };
  }

  private csv(formula: string, rows: readonly NumbersRow[], by: Dimension | undefined): string {
    const heads = MEASURE_NAMES.flatMap((name) => {
      const { label, kind } = MEASURES[name];
      return kind === 'count' ? [label] : [`${label}（分子）`, `${label}（分母）`, label];
    });
    const lines = rows.map(({ period, key, tallies }) => {
      const cells = MEASURE_NAMES.flatMap((name) => {
        const tally = tallies[name] ?? { of: 0, hits: 0 };
        return MEASURES[name].kind === 'count' ? [tally.of] : [tally.hits, tally.of, rateOf(tally)];
      });
      return [period.name, key, by === undefined ? null : this.nameOf(by, key), ...cells, formula];
    });
    return csvOf([['周期', '编码', '名称', ...heads, '口径'], ...lines]);
  }

  /** As it is called today; a code that is no longer in use stands for itself. */
  private nameOf(by: Dimension, key: string | null): string | null {
    if (key === null) return null;
    const { agencies } = this.rulebook;
    const name = {
      agency: () => agencies.find(key)?.name,
      township: () => agencies.townshipName(key),
      item: () => this.rulebook.itemOf(key, this.clock.now())?.name,
    }[by]();
    return name ?? key;
  }
}
