import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { checkedBody, Clock, readLimit, readQuery } from '#libs/runtime';
import { ListEditor } from '../actions/lists/list-editor.js';
import { ListReader } from '../actions/lists/list-reader.js';
import { Rulebook } from '../domain/rulebook.js';
import { ListDetailsInput, NewListInput, PublishInput, WithdrawInput } from './list-inputs.js';
import { listView } from './list-views.js';
import { IF_MATCH, seenVersions } from './seen-version.js';
import { VersionTagInterceptor } from './version-tag.interceptor.js';
import { IDEMPOTENCY_KEY, Writes, type WriteRequest } from './write-request.js';

/** Versions of the responsibility list (责任清单). `in-force` as a name is the one that holds now. */
@ApiTags('responsibility list')
@UseInterceptors(VersionTagInterceptor)
@Controller('v1/responsibility-lists')
export class ListsController {
  constructor(
    private readonly editor: ListEditor,
    private readonly reader: ListReader,
    private readonly rulebook: Rulebook,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'Versions of the responsibility list, newest first' })
  @ApiQuery({ name: 'limit', required: false })
  async list(@Query() query: Record<string, unknown>) {
    const { limit } = readQuery(query, ['limit']);
    const rows = await this.reader.list(readLimit(limit));
    const sizes = await this.reader.sizes(rows.map(({ id }) => id));
    return { items: rows.map((row) => listView(row, sizes.get(row.id) ?? 0, this.moment())) };
  }

  @Post()
  @HttpCode(201)
  @Allow('rules')
  @ApiOperation({ summary: 'A new draft, as a copy of a version' })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: NewListInput })
  async create(@Body() body: Buffer, @Writes() write: WriteRequest) {
    const { name, from, note } = checkedBody(NewListInput, body);
    const { id } = await this.reader.find(from ?? 'in-force');
    const answer = () => this.shown(name);
    return this.editor.copy({ name, from: id, note, actor: write.actor }, { once: write.once, answer });
  }

  @Get(':list')
  @Allow('read')
  @ApiOperation({ summary: 'A version; its ETag is what a change of it has to name' })
  async one(@Param('list') name: string) {
    return this.shown(name);
  }

  @Patch(':list')
  @Allow('rules')
  @ApiOperation({ summary: 'Change note and default townships of a draft' })
  @ApiHeader(IF_MATCH)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: ListDetailsInput })
  async change(@Param('list') name: string, @Body() body: Buffer, @Writes() write: WriteRequest) {
    const { note, defaultTownship } = checkedBody(ListDetailsInput, body);
    const change = { name, note, defaultTownship, actor: write.actor, seen: seenVersions(write) };
    return this.editor.changeDetails(change, { once: write.once, answer: () => this.shown(name) });
  }

  @Post(':list/publish')
  @HttpCode(200)
  @Allow('rules')
  @ApiOperation({ summary: 'Put a draft into force from a moment on; from then on it never changes' })
  @ApiHeader(IF_MATCH)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: PublishInput })
  async publish(@Param('list') name: string, @Body() body: Buffer, @Writes() write: WriteRequest) {
    const { reason, effectiveFrom } = checkedBody(PublishInput, body);
    const from = effectiveFrom === undefined ? undefined : new Date(effectiveFrom);
    const publication = { name, reason, effectiveFrom: from, actor: write.actor, seen: seenVersions(write) };
    return this.editor.publish(publication, { once: write.once, answer: () => this.shown(name) });
  }

  @Post(':list/withdraw')
  @HttpCode(200)
  @Allow('rules')
  @ApiOperation({ summary: 'Give a draft up, or a published version more than a minute before its time' })
  @ApiHeader(IF_MATCH)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: WithdrawInput })
  async withdraw(@Param('list') name: string, @Body() body: Buffer, @Writes() write: WriteRequest) {
    const { reason } = checkedBody(WithdrawInput, body);
    const withdrawal = { name, reason, actor: write.actor, seen: seenVersions(write) };
    return this.editor.withdraw(withdrawal, { once: write.once, answer: () => this.shown(name) });
  }

  private async shown(name: string) {
    const row = await this.reader.find(name);
    return listView(row, (await this.reader.sizes([row.id])).get(row.id) ?? 0, this.moment());
  }

  private moment() {
    const now = this.clock.now();
    return { now, inForce: this.rulebook.lists.newestAt(now).version };
  }
}
