import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiExtraModels,
  ApiOperation,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowPlatforms, BodyLimit, SignedWith, Who, type Principal, type Signed } from '#libs/access';
import { PlatformDirectory } from '#libs/platforms';
import { Clock, MAX_BODY_BYTES } from '#libs/runtime';
import { TakeInEvents } from '../actions/take-in-events.js';
import { arrivalOf, platformOf } from './arrival-of.js';
import { answerBatch, answerOne } from './event-answers.js';
import { findItems, MOST_ITEMS } from './event-formats.js';
import { EventInput } from './event-input.js';
import { readEventInput } from './read-event-input.js';

const EVENT = { $ref: getSchemaPath(EventInput) };

/** Events in our own plain shape, for platforms that can be taught it. */
@ApiTags('intake')
@Controller()
export class EventsController {
  constructor(
    private readonly events: TakeInEvents,
    private readonly platforms: PlatformDirectory,
    private readonly clock: Clock,
  ) {}

  @Post('v1/events')
  @AllowPlatforms()
  @BodyLimit(MAX_BODY_BYTES)
  @ApiOperation({
    summary: 'Report events: one, an array or lines of up to 1,000, or CloudEvents 1.0 (structured, binary, batch)',
  })
  @ApiConsumes(
    'application/json',
    'application/x-ndjson',
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
  )
  @ApiExtraModels(EventInput)
  @ApiBody({
    description: 'NDJSON has one event a line; a CloudEvent holds it as its `data`.',
    schema: { oneOf: [EVENT, { type: 'array', items: EVENT, maxItems: MOST_ITEMS }] },
  })
  @ApiResponse({
    status: 202,
    description: 'The log has it durably. For several: which were taken and which were not.',
  })
  @ApiResponse({ status: 422, description: 'None was taken; every wrong field is named.' })
  @ApiResponse({ status: 503, description: 'Nothing was taken; keep your copy and send it again.' })
  async take(
    @Body() body: Buffer,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Who() principal: Principal,
    @SignedWith() signed: Signed | undefined,
  ): Promise<void> {
    const platform = this.platforms.get(platformOf(principal));
    const now = this.clock.now();
    const { single, items } = findItems(request.headers, body);
    const given = items.map((item) => ('problem' in item ? item : readEventInput(item.value, now)));
    const results = await this.events.takeIn(given, arrivalOf(platform, signed, now));
    const { status, body: answer } = single
      ? answerOne(results, platform.settings.code)
      : answerBatch(results, platform.settings.code);
    await reply.code(status).send(answer);
  }
}
