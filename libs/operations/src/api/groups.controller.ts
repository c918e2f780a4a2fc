import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { Allow, Who, type Principal } from '#libs/access';
import { Pauses, Topics } from '#libs/bus';
import { checkedBody, Problem } from '#libs/runtime';
import { checkHears } from './known-group.js';
import { operatorOf, ReasonInput } from './operator-of.js';
import { PausePage, pauseView, PauseView } from './topic-views.js';

/** What shall rest, or go on, and why. */
export class PauseInput extends ReasonInput {
  /** Only messages of this type; the whole group when it is left out. */
  @IsOptional() @IsString() @MaxLength(64) messageType?: string;
}

/** Letting groups rest and go on. */
@ApiTags('operations')
@Controller('v1')
export class GroupsController {
  constructor(
    private readonly topics: Topics,
    private readonly pauses: Pauses,
  ) {}

  @Get('pauses')
  @Allow('operate')
  @ApiOperation({ summary: 'What rests by order of an operator' })
  @ApiOkResponse({ type: PausePage })
  async list(): Promise<PausePage> {
    return { items: (await this.pauses.list()).map(pauseView) };
  }

  @Post('groups/:group/pause')
  @HttpCode(200)
  @Allow('operate')
  @ApiOperation({
    summary: 'Every process stops handling messages of the group within 2 s; they wait in the log',
    description: 'The batch in hand is finished. A pause that stands already keeps its author and reason.',
  })
  @ApiBody({ type: PauseInput })
  @ApiOkResponse({ type: PauseView })
  async pause(@Param('group') group: string, @Body() body: Buffer, @Who() principal: Principal): Promise<PauseView> {
    const input = checkedBody(PauseInput, body);
    await checkHears(this.topics, group, input.messageType);
    return pauseView(await this.pauses.pause(group, input.messageType, operatorOf(principal, input)));
  }

  @Post('groups/:group/resume')
  @HttpCode(204)
  @Allow('operate')
  @ApiOperation({ summary: 'The group goes on where it stopped' })
  @ApiBody({ type: PauseInput })
  @ApiNoContentResponse({ description: 'It goes on' })
  async resume(@Param('group') group: string, @Body() body: Buffer, @Who() principal: Principal): Promise<void> {
    const input = checkedBody(PauseInput, body);
    const ended = await this.pauses.resume(group, input.messageType, operatorOf(principal, input));
    const what = `${group}${input.messageType === undefined ? ' as a whole' : ` (${input.messageType})`}`;
    if (!ended) throw new Problem('not-found', `${what} is not paused; GET /v1/pauses says what is.`);
  }
}
