import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiProduces, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow, BodyLimit } from '#libs/access';
import { Problem, readMoment, readQuery, readWhole, refuse } from '#libs/runtime';
import { readListXlsx, writeListXlsx } from '../actions/lists/files/list-xlsx.js';
import { readListYaml, writeListYaml } from '../actions/lists/files/list-yaml.js';
import { ListCoverage } from '../actions/lists/list-coverage.js';
import { ListEditor } from '../actions/lists/list-editor.js';
import { ListReader } from '../actions/lists/list-reader.js';
import { ListTrial } from '../actions/lists/list-trial.js';
import { diffLists } from '../domain/list-diff.js';
import { IDEMPOTENCY_KEY, Writes, type WriteRequest } from './write-request.js';

/** Of a file: 5,000 full items as YAML. */
const MOST_BYTES = 8 * 1024 * 1024;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const DAY = 86_400_000;
/** Tickets that a trial looks at when it is not told, and at most. */
const [TRIED, MOST_TRIED] = [500, 5_000];
const MOST_DAYS = 366;

/** Whole versions of the responsibility list: as files, beside one another, and held against real tickets. */
@ApiTags('responsibility list')
@Controller('v1/responsibility-lists')
export class ListFilesController {
  constructor(
    private readonly editor: ListEditor,
    private readonly reader: ListReader,
    private readonly trial: ListTrial,
    private readonly coverage: ListCoverage,
  ) {}

  @Post('import')
  @HttpCode(201)
  @Allow('rules')
  @BodyLimit(MOST_BYTES)
  @ApiOperation({
    summary: 'A new draft from a YAML or Excel file; with any mistake in it nothing is imported, and all are named',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiConsumes('application/yaml', XLSX)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiQuery({ name: 'name', required: false, description: 'Name of the draft; without it, the one in the file' })
  @ApiQuery({ name: 'note', required: false })
  async import(@Query() query: Record<string, unknown>, @Body() body: Buffer, @Writes() { actor, once }: WriteRequest) {
    const { name, note } = readQuery(query, ['name', 'note']);
    if (note !== undefined && note.length > 500) refuse('note has at most 500 characters');
    if (body.length === 0) throw new Problem('body-empty', 'Send the file as the body of the request.');
    // The first bytes of every zip file, and of no YAML.
    const file = body.subarray(0, 2).toString('latin1') === 'PK' ? readListXlsx(body) : readListYaml(body);
    const answer = async (draft: string) => {
      const row = await this.reader.find(draft);
      return { name: draft, version: row.version, items: (await this.reader.sizes([draft])).get(draft) ?? 0 };
    };
    return this.editor.import(file, { name, note, actor }, { once, answer });
  }

  @Get(':list/export')
  @Allow('read')
  @ApiOperation({ summary: 'A version as a YAML or Excel file, as an import takes it' })
  @ApiProduces('application/yaml', XLSX)
  @ApiQuery({ name: 'format', enum: ['yaml', 'xlsx'], required: false })
  async export(
    @Param('list') name: string,
    @Query() query: Record<string, unknown>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { format = 'yaml' } = readQuery(query, ['format']);
    if (format !== 'yaml' && format !== 'xlsx') refuse('format must be yaml or xlsx');
    const list = await this.reader.content(await this.reader.find(name));
    const file = encodeURIComponent(`责任清单-${list.version}.${format}`);
    void reply.header('content-disposition', `attachment; filename="list.${format}"; filename*=UTF-8''${file}`);
    void reply.type(format === 'xlsx' ? XLSX : 'application/yaml; charset=utf-8');
    return format === 'xlsx' ? writeListXlsx(list) : writeListYaml(list);
  }

  @Get(':list/diff')
  @Allow('read')
  @ApiOperation({ summary: 'What a version says otherwise than another one' })
  @ApiQuery({ name: 'against', required: false, description: 'Name of the other one; without it, the one in force' })
  async diff(@Param('list') name: string, @Query() query: Record<string, unknown>) {
    const { against } = readQuery(query, ['against']);
    const [row, other] = [await this.reader.find(name), await this.reader.find(against ?? 'in-force')];
    const diff = diffLists(await this.reader.content(other), await this.reader.content(row));
    return { list: row.id, against: other.id, ...diff };
  }

  @Get(':list/trial')
  @Allow('read')
  @ApiOperation({
    summary: 'Which of the newest tickets would go elsewhere, fall to the desk, or leave it, by this version',
  })
  @ApiQuery({
    name: 'tickets',
    required: false,
    description: `How many of the newest; 1 to ${MOST_TRIED}, default ${TRIED}`,
  })
  async try(@Param('list') name: string, @Query() query: Record<string, unknown>) {
    const { tickets = String(TRIED) } = readQuery(query, ['tickets']);
    return this.trial.run(name, readWhole('tickets', tickets, 1, MOST_TRIED));
  }

  @Get(':list/coverage')
  @Allow('read')
  @ApiOperation({ summary: 'Which items of a version decided no ticket of a time, and which tickets no item decided' })
  @ApiQuery({ name: 'from', description: 'With its zone' })
  @ApiQuery({ name: 'to', description: `With its zone; at most ${MOST_DAYS} days later` })
  async cover(@Param('list') name: string, @Query() query: Record<string, unknown>) {
    const { from = '', to = '' } = readQuery(query, ['from', 'to']);
    const [begin, end] = [readMoment('from', from), readMoment('to', to)];
    const length = end.getTime() - begin.getTime();
    if (length <= 0 || length > MOST_DAYS * DAY) refuse(`to must lie behind from, by at most ${MOST_DAYS} days`);
    return this.coverage.report(name, begin, end);
  }
}
