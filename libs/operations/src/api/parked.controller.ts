import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, Length } from 'class-validator';
import { Allow, Who, type Principal } from '#libs/access';
import { ParkedKeys, Topics, type GroupKey, type ParkedAt, type ParkedState } from '#libs/bus';
import { checkedBody, readCursor, readLimit, readQuery, refuse, writeCursor } from '#libs/runtime';
import { checkHears } from './known-group.js';
import { operatorOf, ReasonInput } from './operator-of.js';
import { ParkedKeyPage, parkedKeyView, ParkedMessagePage, parkedMessageView } from './parked-views.js';

const STATES: readonly string[] = ['retrying', 'dead', 'held'];

/** Which key, and why. */
export class KeyInput extends ReasonInput {
  @IsString() @Length(1, 64) group: string;
  @IsString() @Length(1, 200) key: string;
  /** Only what came on that topic; on every one when it is left out. */
  @IsOptional() @IsString() @Length(1, 100) topic?: string;
}

export class SkipInput extends KeyInput {
  /** The message that is first now; with another one by then, nothing is skipped. */
  @IsString() @Length(1, 64) messageId: string;
}

/** Keys whose messages wait, and what a person may do about one. */
@ApiTags('operations')
@Controller('v1')
export class ParkedController {
  constructor(
    private readonly keys: ParkedKeys,
    private readonly topics: Topics,
  ) {}

  @Get('parked-keys')
  @Allow('operate')
  @ApiOperation({ summary: 'Keys whose messages wait behind one that failed, or that a person holds' })
  @ApiQuery({ name: 'group', required: false })
  @ApiQuery({ name: 'state', required: false, enum: STATES })
  @ApiQuery({ name: 'key', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  @ApiOkResponse({ type: ParkedKeyPage })
  async list(@Query() query: Record<string, unknown>): Promise<ParkedKeyPage> {
    const { group, state, key, cursor, limit } = readQuery(query, ['group', 'state', 'key', 'cursor', 'limit']);
    if (state !== undefined && !STATES.includes(state)) refuse(`state must be one of ${STATES.join(', ')}`);
    const count = readLimit(limit);
    const after = cursor === undefined ? undefined : readCursor(cursor, isParkedAt);
    const filter = { group, key, after, ...(state === undefined ? {} : { state: state as ParkedState }) };
    const found = await this.keys.list({ ...filter, limit: count + 1 });
    const shown = found.slice(0, count);
    const last = shown.at(-1);
    return {
      items: shown.map(parkedKeyView),
      ...(found.length > count && last
        ? { nextCursor: writeCursor({ group: last.group, topic: last.topic, key: last.key }) }
        : {}),
    };
  }

  @Get('parked-messages')
  @Allow('operate')
  @ApiOperation({ summary: 'The messages of a key in the order in which they will be handled' })
  @ApiQuery({ name: 'group' })
  @ApiQuery({ name: 'key' })
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  @ApiOkResponse({ type: ParkedMessagePage })
  async messages(@Query() query: Record<string, unknown>): Promise<ParkedMessagePage> {
    const { group, key, cursor, limit } = readQuery(query, ['group', 'key', 'cursor', 'limit']);
    if (group === undefined || key === undefined) refuse('group and key must be given');
    const count = readLimit(limit);
    const after = cursor === undefined ? undefined : readCursor(cursor, isWhole);
    const found = await this.keys.messages({ group, key }, { after, limit: count + 1 });
    const shown = found.slice(0, count);
    const last = shown.at(-1);
    return {
      items: shown.map(parkedMessageView),
      ...(found.length > count && last ? { nextCursor: writeCursor(last.place) } : {}),
    };
  }

  @Post('parked-keys/release')
  @HttpCode(204)
  @Allow('operate')
  @ApiOperation({ summary: 'Tries the first message of the key now; when it goes well, those behind it follow' })
  @ApiBody({ type: KeyInput })
  @ApiNoContentResponse({ description: 'It is tried' })
  async release(@Body() body: Buffer, @Who() principal: Principal): Promise<void> {
    const input = checkedBody(KeyInput, body);
    await this.keys.release(groupKeyOf(input), operatorOf(principal, input));
  }

  @Post('parked-keys/hold')
  @HttpCode(204)
  @Allow('operate')
  @ApiOperation({ summary: 'Keeps all messages of the key until it is released, those to come too' })
  @ApiBody({ type: KeyInput })
  @ApiNoContentResponse({ description: 'It is held' })
  async hold(@Body() body: Buffer, @Who() principal: Principal): Promise<void> {
    const input = checkedBody(KeyInput, body);
    await checkHears(this.topics, input.group);
    await this.keys.hold(groupKeyOf(input), operatorOf(principal, input));
  }

  @Post('parked-keys/skip')
  @HttpCode(204)
  @Allow('operate')
  @ApiOperation({ summary: 'Puts the first message of the key aside for good; the next one goes on' })
  @ApiBody({ type: SkipInput })
  @ApiNoContentResponse({ description: 'It is a skipped dead letter' })
  async skip(@Body() body: Buffer, @Who() principal: Principal): Promise<void> {
    const input = checkedBody(SkipInput, body);
    await this.keys.skip({ ...groupKeyOf(input), messageId: input.messageId }, operatorOf(principal, input));
  }
}

function groupKeyOf({ group, key, topic }: KeyInput): GroupKey {
  return { group, key, ...(topic === undefined ? {} : { topic }) };
}

function isParkedAt(value: unknown): value is ParkedAt {
  const { group, topic, key } = (value ?? {}) as Partial<Record<keyof ParkedAt, unknown>>;
  return typeof group === 'string' && typeof topic === 'string' && typeof key === 'string';
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
