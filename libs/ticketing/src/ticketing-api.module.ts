import { Module, type OnModuleInit } from '@nestjs/common';
import { Accounts } from '#libs/access';
import { ConfigurationError } from '#libs/runtime';
import { ActOnce } from './actions/act-once.js';
import { ListCoverage } from './actions/lists/list-coverage.js';
import { ListEditor } from './actions/lists/list-editor.js';
import { ListTrial } from './actions/lists/list-trial.js';
import { WhyTicket } from './actions/lists/why.js';
import { Numbers } from './actions/numbers/numbers.js';
import { NoticeReader } from './actions/supervision/notice-reader.js';
import { Summary } from './actions/summary.js';
import { TicketReader } from './actions/ticket-reader.js';
import { ActsController } from './api/acts.controller.js';
import { DeskController } from './api/desk.controller.js';
import { ListFilesController } from './api/list-files.controller.js';
import { ListItemsController } from './api/list-items.controller.js';
import { ListsController } from './api/lists.controller.js';
import { NumbersController } from './api/numbers.controller.js';
import { SummaryController } from './api/summary.controller.js';
import { SupervisionController } from './api/supervision.controller.js';
import { TicketsController } from './api/tickets.controller.js';
import { Rulebook } from './domain/rulebook.js';
import { RulebookModule } from './rulebook.module.js';

/** What people and platforms ask of tickets over HTTP, and what people do to them. */
@Module({
  imports: [RulebookModule],
  controllers: [
    TicketsController,
    DeskController,
    ActsController,
    SupervisionController,
    SummaryController,
    ListFilesController,
    ListsController,
    ListItemsController,
    NumbersController,
  ],
  providers: [TicketReader, ActOnce, Summary, ListEditor, ListTrial, ListCoverage, WhyTicket, Numbers, NoticeReader],
})
export class TicketingApiModule implements OnModuleInit {
  constructor(
    private readonly accounts: Accounts,
    private readonly rulebook: Rulebook,
  ) {}

  /** Throws a ConfigurationError for an account with a role that agencies.yml does not know. */
  onModuleInit(): void {
    const strangers = this.accounts
      .all()
      .flatMap(({ id, roles = [] }, index) =>
        roles
          .filter((role) => this.rulebook.agencies.roleName(role) === undefined)
          .map((role) => `$.accounts[${index}].roles: ${id} has the role ${role}, which is none of agencies.yml`),
      );
    if (strangers.length > 0) throw new ConfigurationError('accounts.yml', strangers);
  }
}
