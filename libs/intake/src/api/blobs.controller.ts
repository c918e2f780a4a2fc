import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Allow } from '#libs/access';
import { Problem } from '#libs/runtime';
import { Blobs } from '../actions/blobs.js';
import { sendFile } from './send-file.js';

/** Attachments that came as bytes. Given out as files, never as something that a browser would run. */
@ApiTags('intake')
@Controller()
export class BlobsController {
  constructor(private readonly blobs: Blobs) {}

  @Get('v1/blobs/:sha256')
  @Allow('read')
  @ApiOperation({ summary: 'The bytes of an attachment, by their SHA-256' })
  @ApiOkResponse({ content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } } })
  async read(@Param('sha256') sha256: string, @Res() reply: FastifyReply): Promise<void> {
    const bytes = /^[0-9a-f]{64}$/.test(sha256) ? await this.blobs.read(sha256) : undefined;
    if (!bytes) throw new Problem('not-found', 'There is no attachment of that name.');
    await sendFile(reply.header('cache-control', 'private, max-age=31536000, immutable'), sha256, bytes);
  }
}
