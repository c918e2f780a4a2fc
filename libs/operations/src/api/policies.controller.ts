import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Allow } from '#libs/access';
import { Handlers, type HandlerRow } from '#libs/bus';

/** What happens to a message of that type that the group can't handle. */
export class PolicyView {
  @ApiProperty({ type: String }) group: string;
  @ApiProperty({ type: String }) type: string;
  @ApiProperty({ type: Number, description: 'calls at once, the first one included' }) immediateTries: number;
  @ApiProperty({ type: [Number], description: 'milliseconds before each later try' }) delayedTries: readonly number[];
  @ApiProperty({ type: [String], description: 'errors that are not tried again later' }) deadAtOnce: readonly string[];
  @ApiProperty({ type: String, enum: ['hold', 'pass'], description: 'what later messages of a dead one’s key do' })
  followers: 'hold' | 'pass';
  @ApiProperty({ type: String, format: 'date-time', description: 'when a process said so last' }) since: string;
}

export class PolicyPage {
  @ApiProperty({ type: [PolicyView] }) items: PolicyView[];
}

@ApiTags('operations')
@Controller('v1/policies')
export class PoliciesController {
  constructor(private readonly handlers: Handlers) {}

  @Get()
  @Allow('operate')
  @ApiOperation({ summary: 'Who hears what, and what happens when it fails: as in force in the processes' })
  @ApiOkResponse({ type: PolicyPage })
  async list(): Promise<PolicyPage> {
    return { items: (await this.handlers.list()).map(policyView) };
  }
}

function policyView({ group, type, policy, startedAt }: HandlerRow): PolicyView {
  return { group, type, ...policy, since: startedAt.toISOString() };
}
