import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { Allow, Who, type Principal } from '#libs/access';
import { Replays, Topics } from '#libs/bus';
import { checkedBody, readCursor, readLimit, readQuery, writeCursor } from '#libs/runtime';
import { operatorOf, ReasonInput } from './operator-of.js';
import { ReplayInput, selectionOf, SelectionInput } from './replay-input.js';
import { previewView, PreviewView, ReplayDetail, ReplayPage, replayView, ReplayView } from './replay-views.js';

/** Handling once more what was not handled, or was handled wrongly. */
@ApiTags('operations')
@Controller('v1/replays')
export class ReplaysController {
  constructor(
    private readonly replays: Replays,
    private readonly topics: Topics,
  ) {}

  @Post('preview')
  @HttpCode(200)
  @Allow('operate')
  @ApiOperation({ summary: 'What a replay would do; changes nothing' })
  @ApiBody({ type: SelectionInput })
  @ApiOkResponse({ type: PreviewView })
  async preview(@Body() body: Buffer): Promise<PreviewView> {
    const selection = await selectionOf(this.topics, checkedBody(SelectionInput, body));
    return previewView(await this.replays.preview(selection));
  }

  @Post()
  @Allow('operate')
  @ApiOperation({
    summary: 'Gives dead letters, or a range of the log, to their group once more',
    description:
      'Safe to ask twice: a dead letter goes with one run, and a range that is being read is refused with `conflict`.',
  })
  @ApiBody({ type: ReplayInput })
  @ApiCreatedResponse({ type: ReplayView })
  async start(@Body() body: Buffer, @Who() principal: Principal): Promise<ReplayView> {
    const input = checkedBody(ReplayInput, body);
    const selection = await selectionOf(this.topics, input.selection);
    const { rate, correction } = input;
    const options = {
      ...(rate === undefined ? {} : { rate }),
      ...(correction ? { correction: { ...correction } } : {}),
    };
    return replayView(await this.replays.start(selection, operatorOf(principal, input), options));
  }

  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'Replays, newest first' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  @ApiOkResponse({ type: ReplayPage })
  async list(@Query() query: Record<string, unknown>): Promise<ReplayPage> {
    const { cursor, limit } = readQuery(query, ['cursor', 'limit']);
    const count = readLimit(limit);
    const before = cursor === undefined ? undefined : new Date(readCursor(cursor, isTime));
    const found = await this.replays.list({ ...(before ? { before } : {}), limit: count + 1 });
    const shown = found.slice(0, count);
    const last = shown.at(-1);
    return {
      items: shown.map(replayView),
      ...(found.length > count && last ? { nextCursor: writeCursor(last.startedAt.getTime()) } : {}),
    };
  }

  @Get(':id')
  @Allow('operate')
  @ApiOperation({ summary: 'One of them, with what became of what it took' })
  @ApiOkResponse({ type: ReplayDetail })
  async one(@Param('id') id: string): Promise<ReplayDetail> {
    const replay = await this.replays.one(id);
    return { ...replayView(replay), letters: replay.letters, waiting: replay.waiting };
  }

  @Post(':id/stop')
  @HttpCode(204)
  @Allow('operate')
  @ApiOperation({ summary: 'What it has not dealt with yet stays as it was' })
  @ApiBody({ type: ReasonInput })
  @ApiNoContentResponse({ description: 'It is stopped' })
  async stop(@Param('id') id: string, @Body() body: Buffer, @Who() principal: Principal): Promise<void> {
    await this.replays.stop(id, operatorOf(principal, checkedBody(ReasonInput, body)));
  }
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && !Number.isNaN(new Date(value as number).getTime());
}
