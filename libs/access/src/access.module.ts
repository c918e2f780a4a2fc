import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Accounts } from './accounts.js';
import { Authenticator } from './authenticator.js';
import { Callers } from './callers.js';
import { Sealer } from './sealing.js';

/** Who may do what, and personal data under seal, for every part of the house. */
@Module({})
export class AccessModule {
  static forRoot(): DynamicModule {
    return {
      module: AccessModule,
      global: true,
      providers: [Accounts, Authenticator, Callers, Sealer, { provide: APP_GUARD, useClass: AccessGuard }],
      exports: [Accounts, Authenticator, Sealer],
    };
  }
}
