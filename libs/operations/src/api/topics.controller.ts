import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { Topics } from '#libs/bus';
import { knownTopic } from './known-topic.js';
import { TopicPage, topicView, TopicView } from './topic-views.js';

@ApiTags('operations')
@Controller('v1/topics')
export class TopicsController {
  constructor(private readonly topics: Topics) {}

  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'Every topic: what it is given, who hears it, how far those are behind' })
  @ApiOkResponse({ type: TopicPage })
  async list(): Promise<TopicPage> {
    const states = await this.topics.list();
    // Records are dated by the wall clock, whatever the clock of the mechanism says.
    return { items: states.map((state) => topicView(state, new Date())) };
  }

  @Get(':topic')
  @Allow('operate')
  @ApiOperation({ summary: 'One topic, by its name or by that of its message type' })
  @ApiParam({ name: 'topic', example: 'event-received' })
  @ApiOkResponse({ type: TopicView })
  async one(@Param('topic') name: string): Promise<TopicView> {
    const states = await this.topics.list([knownTopic(this.topics, name)]);
    return states.map((state) => topicView(state, new Date()))[0] as TopicView;
  }
}
