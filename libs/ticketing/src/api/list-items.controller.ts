import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Put, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { Problem, readCursor, readJson, readLimit, readQuery, readText, writeCursor } from '#libs/runtime';
import { ListEditor } from '../actions/lists/list-editor.js';
import { ListReader } from '../actions/lists/list-reader.js';
import { ResponsibilityItem } from '../domain/responsibilities.js';
import { listItemView } from './list-views.js';
import { IF_MATCH, seenVersions } from './seen-version.js';
import { VersionTagInterceptor } from './version-tag.interceptor.js';
import { IDEMPOTENCY_KEY, Writes, type WriteRequest } from './write-request.js';

/** Items of a version of the responsibility list, one by one. Each has a version of its own, so two people may edit one draft. */
@ApiTags('responsibility list')
@UseInterceptors(VersionTagInterceptor)
@Controller('v1/responsibility-lists/:list/items')
export class ListItemsController {
  constructor(
    private readonly editor: ListEditor,
    private readonly reader: ListReader,
  ) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'Items of a version, in its order' })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  async list(@Param('list') name: string, @Query() query: Record<string, unknown>) {
    const { limit, cursor } = readQuery(query, ['limit', 'cursor']);
    const [most, behind] = [readLimit(limit), cursor === undefined ? 0 : readCursor(cursor, isPosition)];
    const { id } = await this.reader.find(name);
    const rows = await this.reader.page(id, most, behind);
    const last = rows.length === most ? rows.at(-1) : undefined;
    return {
      items: rows.map(listItemView),
      ...(last === undefined ? {} : { nextCursor: writeCursor(last.position) }),
    };
  }

  @Get(':item')
  @Allow('read')
  @ApiOperation({ summary: 'An item; its ETag is what a change of it has to name' })
  async one(@Param('list') name: string, @Param('item') code: string) {
    const { id } = await this.reader.find(name);
    return this.shown(id, code);
  }

  @Put(':item')
  @HttpCode(200)
  @Allow('rules')
  @ApiOperation({
    summary: 'Put an item into a draft: a new one with If-None-Match: *, else in place of the one that If-Match names',
  })
  @ApiHeader({ ...IF_MATCH, required: false })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiHeader({ name: 'If-None-Match', required: false, description: '`*`: the item must be new' })
  @ApiBody({ type: ResponsibilityItem })
  async put(
    @Param('list') name: string,
    @Param('item') code: string,
    @Headers('if-none-match') fresh: string | undefined,
    @Body() body: Buffer,
    @Writes() write: WriteRequest,
  ) {
    const plain = readJson(readText(body));
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
      throw new Problem('invalid-fields', '$: must be an object', {
        errors: [{ path: '$', message: 'must be an object' }],
      });
    const version = fresh === '*' && write.versions === undefined ? undefined : seenVersions(write);
    const change = { name, code, plain, actor: write.actor, seen: version };
    return this.editor.putItem(change, { once: write.once, answer: () => this.shown(name, code) });
  }

  @Delete(':item')
  @HttpCode(204)
  @Allow('rules')
  @ApiOperation({ summary: 'Take an item out of a draft' })
  @ApiHeader(IF_MATCH)
  @ApiHeader(IDEMPOTENCY_KEY)
  async remove(@Param('list') name: string, @Param('item') code: string, @Writes() write: WriteRequest): Promise<void> {
    const removal = { name, code, actor: write.actor, seen: seenVersions(write) };
    await this.editor.removeItem(removal, { once: write.once, answer: () => Promise.resolve() });
  }

  private async shown(list: string, code: string) {
    const row = await this.reader.item(list, code);
    return listItemView(row);
  }
}

function isPosition(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
