import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiQuery, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '#libs/access';
import { DeadLetters, type DeadLetterFilter, type DeadLetterState } from '#libs/bus';
import { readCursor, readLimit, readQuery, refuse, writeCursor } from '#libs/runtime';
import {
  deadLetterDetail,
  DeadLetterDetail,
  DeadLetterPage,
  deadLetterView,
  FailureGroupPage,
  failureGroupView,
} from './dead-letter-view.js';

const FILTER = ['state', 'group', 'fingerprint', 'key', 'type'] as const;
const STATES: readonly string[] = ['open', 'chosen', 'replaying', 'replayed', 'skipped', 'all'];
const EXPORT_PAGE = 100;

const ApiFilter = (): MethodDecorator => (target, name, descriptor) => {
  ApiQuery({ name: 'state', required: false, enum: STATES, description: '`open` unless told' })(
    target,
    name,
    descriptor,
  );
  for (const parameter of FILTER.slice(1)) ApiQuery({ name: parameter, required: false })(target, name, descriptor);
};

/** Messages that a group could not handle. */
@ApiTags('operations')
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(private readonly deadLetters: DeadLetters) {}

  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'Messages that could not be handled, newest first; without their bodies' })
  @ApiFilter()
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  @ApiOkResponse({ type: DeadLetterPage })
  async list(@Query() query: Record<string, unknown>): Promise<DeadLetterPage> {
    const { cursor, limit, ...filter } = readQuery(query, [...FILTER, 'cursor', 'limit']);
    const count = readLimit(limit);
    const after = cursor === undefined ? undefined : readCursor(cursor, isPlace);
    const { total, items } = await this.deadLetters.newest(
      count + 1,
      filterOf(filter),
      after && { failedAt: new Date(after.time), id: after.id },
    );
    const shown = items.slice(0, count);
    const last = shown.at(-1);
    return {
      total,
      items: shown.map(deadLetterView),
      ...(items.length > count && last
        ? { nextCursor: writeCursor({ time: last.failedAt.getTime(), id: last.id }) }
        : {}),
    };
  }

  @Get('groups')
  @Allow('operate')
  @ApiOperation({ summary: 'The same by cause, the newest first: what is to be mended' })
  @ApiFilter()
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  @ApiOkResponse({ type: FailureGroupPage })
  async groups(@Query() query: Record<string, unknown>): Promise<FailureGroupPage> {
    const { limit, ...filter } = readQuery(query, [...FILTER, 'limit']);
    const groups = await this.deadLetters.groups(filterOf(filter), readLimit(limit));
    return { items: groups.map(failureGroupView) };
  }

  @Get('export')
  @Allow('operate')
  @ApiOperation({ summary: 'All of them, whole, a JSON object on each line, newest first' })
  @ApiFilter()
  @ApiExtraModels(DeadLetterDetail)
  @ApiOkResponse({
    description: 'one on each line',
    content: { 'application/x-ndjson': { schema: { $ref: getSchemaPath(DeadLetterDetail) } } },
  })
  async export(@Query() query: Record<string, unknown>, @Res() reply: FastifyReply): Promise<void> {
    const filter = filterOf(readQuery(query, FILTER));
    const { deadLetters } = this;
    async function* lines(): AsyncGenerator<string> {
      for (let after: { failedAt: Date; id: string } | undefined; ;) {
        const { items } = await deadLetters.newest(EXPORT_PAGE, filter, after);
        for (const row of items) yield `${JSON.stringify(deadLetterDetail(row))}\n`;
        after = items.at(-1);
        if (items.length < EXPORT_PAGE) return;
      }
    }
    await reply.header('content-type', 'application/x-ndjson').send(Readable.from(lines()));
  }

  @Get(':id')
  @Allow('operate')
  @ApiOperation({ summary: 'One of them whole: body, what it was corrected to, what became of it' })
  @ApiOkResponse({ type: DeadLetterDetail })
  async one(@Param('id') id: string): Promise<DeadLetterDetail> {
    return deadLetterDetail(await this.deadLetters.one(id));
  }
}

/** What nobody needs to see to any more is shown only when it is asked for. */
function filterOf({ state = 'open', ...filter }: Partial<Record<(typeof FILTER)[number], string>>): DeadLetterFilter {
  if (!STATES.includes(state)) refuse(`state must be one of ${STATES.join(', ')}`);
  return { ...filter, ...(state === 'all' ? {} : { state: state as DeadLetterState }) };
}

function isPlace(value: unknown): value is { time: number; id: string } {
  const { time, id } = (value ?? {}) as { time?: unknown; id?: unknown };
  return Number.isSafeInteger(time) && typeof id === 'string';
}
