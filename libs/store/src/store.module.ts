import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Health, Metrics, Secrets, Settings } from '#libs/runtime';
import { countErrors } from './count-errors.js';
import { openDatabase } from './data-source.js';
import type { Schema } from './schema.js';

/**
 * The database, as TypeORM's DataSource, for every part of the house. Closed in the very last phase of a shutdown: whoever
 * works on it by itself (loops, consumers) stops in onModuleDestroy or beforeApplicationShutdown.
 */
@Global()
@Module({})
export class StoreModule implements OnApplicationShutdown {
  constructor(private readonly dataSource: DataSource) {}

  static forRoot(options: { schemas: readonly Schema[] }): DynamicModule {
    return {
      module: StoreModule,
      providers: [
        {
          provide: DataSource,
          inject: [Settings, Health, Secrets, Metrics],
          async useFactory(
            settings: Settings,
            health: Health,
            secrets: Secrets,
            metrics: Metrics,
          ): Promise<DataSource> {
            const access = { password: secrets.find('database.password'), tls: settings.databaseTls };
            const dataSource = await openDatabase(settings.databaseUrl, options.schemas, access);
            countErrors(dataSource, metrics);
            health.add('database', () => look(dataSource));
            return dataSource;
          },
        },
      ],
      exports: [DataSource],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.dataSource.destroy();
  }
}

async function look(dataSource: DataSource): Promise<string | undefined> {
  try {
    await dataSource.query('SELECT 1');
    return undefined;
  } catch (error) {
    return `the database does not answer, so nothing can be taken in or decided: ${(error as Error).message}`;
  }
}
