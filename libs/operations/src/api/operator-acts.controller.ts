import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { OperatorActs } from '#libs/bus';
import { readCursor, readLimit, readQuery, writeCursor } from '#libs/runtime';

/** One line of the book of acts. */
export class OperatorActView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ type: String, description: 'account' }) actor: string;
  @ApiProperty({ type: String, example: 'pause' }) act: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'what it was done to' })
  target: Readonly<Record<string, unknown>>;
  @ApiProperty({ type: String }) reason: string;
}

export class OperatorActPage {
  @ApiProperty({ type: [OperatorActView] }) items: OperatorActView[];
  @ApiProperty({ type: String, required: false, description: 'absent on the last page' }) nextCursor?: string;
}

@ApiTags('operations')
@Controller('v1/operator-acts')
export class OperatorActsController {
  constructor(private readonly acts: OperatorActs) {}

  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'What operators did to the bus, and why; newest first' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  @ApiOkResponse({ type: OperatorActPage })
  async list(@Query() query: Record<string, unknown>): Promise<OperatorActPage> {
    const { cursor, limit } = readQuery(query, ['cursor', 'limit']);
    const count = readLimit(limit);
    const after = cursor === undefined ? undefined : readCursor(cursor, isPlace);
    const rows = await this.acts.list(count + 1, after && { actedAt: new Date(after.time), id: after.id });
    const shown = rows.slice(0, count);
    const last = shown.at(-1);
    return {
      items: shown.map(({ id, actedAt, actor, act, target, reason }) => ({
        id,
        at: actedAt.toISOString(),
        actor,
        act,
        target,
        reason,
      })),
      ...(rows.length > count && last
        ? { nextCursor: writeCursor({ time: last.actedAt.getTime(), id: last.id }) }
        : {}),
    };
  }
}

function isPlace(value: unknown): value is { time: number; id: string } {
  const { time, id } = (value ?? {}) as { time?: unknown; id?: unknown };
  return Number.isSafeInteger(time) && typeof id === 'string';
}
