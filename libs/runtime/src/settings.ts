import { plainToInstance } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

/**
 * Every setting there is, read once from the environment (`HUYING_` and the name in capitals) and frozen. Each has a
 * default with which `npm start` works with nothing else installed. Secrets are not here: see Secrets.
 */
export class Settings {
  /** Address to listen on. Loopback until you say otherwise: put a TLS proxy in front before you open it. */
  @IsString() @MinLength(1) httpHost = '127.0.0.1';
  @IsInt() @Min(0) @Max(65_535) httpPort = 7300;
  /** Seconds within which a request must be here whole; a client that says nothing, or stops in the middle, is then let go. */
  @IsInt() @Min(1) @Max(600) httpPatienceSeconds = 30;
  /** `sqlite:<file>` or `mysql://user@host:port/database`; the password is the secret `database.password`. */
  @Matches(/^(sqlite:.+|(mysql|mariadb):\/\/.+)$/, {
    message: 'must be sqlite:<file> or mysql://user@host:port/database',
  })
  databaseUrl = 'sqlite:data/huying.sqlite';
  /**
   * `true` speaks TLS with the database server and holds its certificate, name included, against the known authorities; one
   * of your own is made known by NODE_EXTRA_CA_CERTS.
   */
  @IsBoolean({ message: 'must be true or false' }) databaseTls = false;
  /** Folder of platforms.yml, agencies.yml, responsibilities.yml and accounts.yml, and of the folder calendar. */
  @IsString() @MinLength(1) configDir = 'config';
  /** Folder for blobs and the generated secrets. */
  @IsString() @MinLength(1) dataDir = 'data';
  /** JSON file of secrets; default `<dataDir>/secrets.json`, generated with random values where missing. */
  @IsOptional() @IsString() secretsFile?: string;
  /** `embedded` keeps the log in the database of this process; `kafka` on the brokers that `kafkaBrokers` names. */
  @IsIn(['embedded', 'kafka']) busTransport: 'embedded' | 'kafka' = 'embedded';
  /** Partitions per topic: as many members of a group can work at once. 0 is 2 for the embedded log and 6 for Kafka. */
  @IsInt() @Min(0) @Max(64) busPartitions = 0;
  /** `host:port`, several with commas between them. */
  @Matches(/^[^\s,:/]+:\d{1,5}(,[^\s,:/]+:\d{1,5})*$/, { message: 'must be host:port, several separated by commas' })
  kafkaBrokers = '127.0.0.1:9092';
  /** What this process calls itself in the log of the brokers. */
  @IsString() @MinLength(1) kafkaClientId = 'huying';
  /** Copies of each topic. 3 where there are three brokers: with 1, the loss of a disk is the loss of messages. */
  @IsInt() @Min(1) @Max(9) kafkaReplication = 1;
  /** Copies that must have a message before it counts as taken; 2 with three copies. */
  @IsInt() @Min(1) @Max(9) kafkaMinInsync = 1;
  /** Days that the topics keep messages, handled or not. */
  @IsInt() @Min(1) @Max(3650) kafkaRetentionDays = 7;
  /** `true` speaks TLS with the brokers; their certificates are held against the known authorities (NODE_EXTRA_CA_CERTS). */
  @IsBoolean({ message: 'must be true or false' }) kafkaTls = false;
  /** How this process shows the brokers who it is; the password is the secret `kafka.password`. */
  @IsIn(['none', 'plain', 'scram-sha-256', 'scram-sha-512']) kafkaSasl:
    'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512' = 'none';
  @IsString() kafkaUsername = '';
  /** Seconds that one decision may block the process; then it ends with exit code 70, and its next start holds that message's key. */
  @IsInt() @Min(10) @Max(3600) blockedSeconds = 30;
  /** How many times faster than the wall clock the mechanism's time runs. 1 in real use. */
  @IsNumber() @Min(1) @Max(100_000) clockRate = 1;
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']) logLevel = 'info';
}

/** All that is wrong with the settings, at once. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const PREFIX = 'HUYING_';
/** `HUYING_SECRET_…` belongs to Secrets. */
const SECRET_PREFIX = 'HUYING_SECRET_';

function variableName(property: string): string {
  return PREFIX + property.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * Reads and checks the settings. Throws one SettingsError that lists every wrong or unknown name.
 * @param ownDefaults what stands instead of a default in this process, where the environment says nothing
 */
export function readSettings(environment: NodeJS.ProcessEnv, ownDefaults: Partial<Settings> = {}): Readonly<Settings> {
  const defaults = { ...new Settings(), ...ownDefaults } as Record<string, unknown>;
  const names = [...Object.keys(defaults), 'secretsFile'];
  const byVariable = new Map(names.map((property) => [variableName(property), property]));
  const mistakes: string[] = [];
  const plain: Record<string, unknown> = { ...defaults };
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || variable.startsWith(SECRET_PREFIX) || text === undefined) continue;
    const property = byVariable.get(variable);
    if (property === undefined) {
      mistakes.push(`${variable}: there is no such setting; the settings are ${[...byVariable.keys()].join(', ')}`);
      continue;
    }
    plain[property] = valueOf(text, typeof defaults[property]);
  }
  const settings = plainToInstance(Settings, plain);
  for (const error of validateSync(settings, { forbidUnknownValues: false })) {
    mistakes.push(
      `${variableName(error.property)}: ${Object.values(error.constraints ?? {}).join('; ')} (it is ${JSON.stringify(error.value)})`,
    );
  }
  if (mistakes.length > 0) throw new SettingsError(`The settings are wrong:\n  ${mistakes.join('\n  ')}`);
  return Object.freeze(settings);
}

/** What is no number or no truth stays as it is, or becomes NaN, and the checks refuse it. */
function valueOf(text: string, type: string): unknown {
  if (type === 'number') return text.trim() === '' ? Number.NaN : Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}
