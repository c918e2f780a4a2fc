import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { readYamlFile, Settings } from '#libs/runtime';
import { AccountsFile, type AccountSettings, type TownshipSettings } from './accounts-file.js';

/** The people who may use this installation, from `config/accounts.yml`. Throws a ConfigurationError when made, not later. */
@Injectable()
export class Accounts {
  private readonly file: AccountsFile;

  constructor(settings: Settings) {
    this.file = readYamlFile(join(settings.configDir, 'accounts.yml'), AccountsFile);
  }

  all(): readonly AccountSettings[] {
    return this.file.accounts;
  }

  find(id: string): AccountSettings | undefined {
    return this.file.accounts.find((account) => account.id === id);
  }

  /** What registration by hand offers. */
  townships(): readonly TownshipSettings[] {
    return this.file.townships;
  }

  categories(): readonly string[] {
    return this.file.categories;
  }
}
