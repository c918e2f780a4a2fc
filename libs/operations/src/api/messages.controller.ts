import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiQuery, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '#libs/access';
import { Messages, Topics } from '#libs/bus';
import { readLimit, readQuery, writeCursor } from '#libs/runtime';
import { CHOICE, readChoice, readChoiceQuery, readStretches } from './message-choice.js';
import { messageView, MessageView, MessagePageView } from './message-views.js';

const ApiChoice = (): MethodDecorator => (target, name, descriptor) => {
  for (const [parameter, description] of [
    ['topic', 'name of the topic or of its message type'],
    ['partition', 'all of them unless told'],
    ['offset', 'where to begin in that partition'],
    ['from', '`start` (unless told), `end` (the newest), or a time with its zone'],
    ['until', 'a time with its zone'],
    ['key', 'looks through the partition of the key'],
    ['id', 'looks for the id of a message'],
  ] as const)
    ApiQuery({ name: parameter, required: parameter === 'topic', description })(target, name, descriptor);
};

/** Looking into the log. */
@ApiTags('operations')
@Controller('v1/messages')
export class MessagesController {
  constructor(
    private readonly messages: Messages,
    private readonly topics: Topics,
  ) {}

  @Get()
  @Allow('operate')
  @ApiOperation({
    summary: 'Messages of a topic in the order of their times, as they stand in the log',
    description:
      'Of a key or an id: partition by partition, up to 5,000 messages looked through for one page. Moves no group.',
  })
  @ApiChoice()
  @ApiQuery({ name: 'cursor', required: false })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })
  @ApiOkResponse({ type: MessagePageView })
  async list(@Query() query: Record<string, unknown>): Promise<MessagePageView> {
    const { cursor, limit, ...wanted } = readChoiceQuery(query);
    const count = readLimit(limit);
    const choice = readChoice(this.topics, wanted);
    const stretches = cursor === undefined ? await this.messages.stretches(choice, count) : readStretches(cursor);
    const { records, rest } = await this.messages.page(choice, stretches, count);
    return {
      items: records.map(messageView),
      ...(rest.length > 0 ? { nextCursor: writeCursor(rest) } : {}),
    };
  }

  @Get('export')
  @Allow('operate')
  @ApiOperation({
    summary: 'All messages of a choice, a JSON object on each line, up to where the log ends now',
    description: 'Partition by partition. Sent while it is read, so that any amount may be asked for.',
  })
  @ApiChoice()
  @ApiExtraModels(MessageView)
  @ApiOkResponse({
    description: 'one on each line',
    content: { 'application/x-ndjson': { schema: { $ref: getSchemaPath(MessageView) } } },
  })
  async export(@Query() query: Record<string, unknown>, @Res() reply: FastifyReply): Promise<void> {
    const choice = readChoice(this.topics, readQuery(query, CHOICE));
    const { messages } = this;
    async function* lines(): AsyncGenerator<string> {
      for await (const records of messages.all(choice))
        for (const record of records) yield `${JSON.stringify(messageView(record))}\n`;
    }
    await reply.header('content-type', 'application/x-ndjson').send(Readable.from(lines()));
  }
}
