import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowPlatforms, BodyLimit, SignedWith, type Signed } from '#libs/access';
import { PlatformDirectory } from '#libs/platforms';
import { Clock, MAX_BODY_BYTES } from '#libs/runtime';
import { TakeInPush } from '../actions/take-in-push.js';
import { arrivalOf } from './arrival-of.js';

const BODY = {
  description: "One item or several, in the platform's own words; config/platforms.yml tells them.",
  schema: { oneOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }] },
};
const ANSWER = {
  status: '2XX',
  description: "The dialect's own answer, given when the log has it durably.",
  content: { 'application/json': { schema: {} } },
} as const;

/** What platforms push in their own dialect. Who asks may only use its own address: the authenticator sees to that. */
@ApiTags('intake')
@ApiParam({ name: 'platform', description: 'Its own code: no platform may use the address of another.' })
@Controller('v1/platforms/:platform')
export class PlatformPushController {
  constructor(
    private readonly push: TakeInPush,
    private readonly platforms: PlatformDirectory,
    private readonly clock: Clock,
  ) {}

  @Post('events')
  @AllowPlatforms()
  @BodyLimit(MAX_BODY_BYTES)
  @ApiOperation({ summary: "Report events in the platform's own dialect" })
  @ApiBody(BODY)
  @ApiResponse(ANSWER)
  async events(
    @Param('platform') code: string,
    @Body() body: Buffer,
    @Res() reply: FastifyReply,
    @SignedWith() signed: Signed | undefined,
  ): Promise<void> {
    await this.take('events', code, body, reply, signed);
  }

  @Post('callbacks')
  @AllowPlatforms()
  @BodyLimit(MAX_BODY_BYTES)
  @ApiOperation({ summary: "Report what became of tasks, in the platform's own dialect" })
  @ApiBody(BODY)
  @ApiResponse(ANSWER)
  async callbacks(
    @Param('platform') code: string,
    @Body() body: Buffer,
    @Res() reply: FastifyReply,
    @SignedWith() signed: Signed | undefined,
  ): Promise<void> {
    await this.take('callbacks', code, body, reply, signed);
  }

  private async take(
    kind: 'events' | 'callbacks',
    code: string,
    body: Buffer,
    reply: FastifyReply,
    signed: Signed | undefined,
  ): Promise<void> {
    const arrival = arrivalOf(this.platforms.get(code), signed, this.clock.now());
    const answer = await this.push.takeIn(kind, body, arrival);
    await reply.code(answer.status).header('content-type', answer.contentType).send(answer.body);
  }
}
