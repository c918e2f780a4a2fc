import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { readTimeCursor, writeTimeCursor } from '#libs/runtime';
import { NoticeReader } from '../actions/supervision/notice-reader.js';
import { checkedQuery, SupervisionQuery } from './list-query.js';
import { noticeView } from './ticket-views.js';

/** 督办: what agencies, superiors and leaders were told of what is late. The acts on a notice are acts on its ticket. */
@ApiTags('ticketing')
@Controller('v1/supervision')
export class SupervisionController {
  constructor(private readonly reader: NoticeReader) {}

  @Get()
  @Allow('read')
  @ApiOperation({ summary: 'Notices of the ladder (督办件) that nothing has released yet, oldest first' })
  @ApiQuery({ name: 'agency', required: false, description: 'Code of the agency whose tasks they are about' })
  @ApiQuery({ name: 'rung', required: false })
  @ApiQuery({ name: 'ticket', required: false })
  @ApiQuery({ name: 'released', required: false, description: 'true: also those that are released' })
  @ApiQuery({ name: 'unreceived', required: false, description: 'true: only those whose receipt did not come in time' })
  @ApiQuery({ name: 'limit', required: false })
  @ApiQuery({ name: 'cursor', required: false })
  async list(@Query() query: unknown) {
    const { agency, rung, ticket, released, unreceived, cursor, pageSize } = checkedQuery(SupervisionQuery, query);
    const { notices, tickets } = await this.reader.list(
      { agency, rung, ticketId: ticket, openOnly: released !== 'true', unreceivedOnly: unreceived === 'true' },
      { pageSize, behind: cursor === undefined ? undefined : readTimeCursor(cursor) },
    );
    const last = notices.length === pageSize ? notices.at(-1) : undefined;
    return {
      items: notices.map((notice) => {
        const { number, title, revision } = tickets.get(notice.ticketId)!;
        return { ...noticeView(notice), number, title, ticketVersion: revision };
      }),
      ...(last === undefined ? {} : { nextCursor: writeTimeCursor({ time: last.issuedAt, id: last.id }) }),
    };
  }
}
