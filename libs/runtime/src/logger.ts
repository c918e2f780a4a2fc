import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import { traceFields } from './trace.js';

const REDACTED = ['authorization', 'secret', 'key', 'password', 'token', 'cookie', 'phone', 'idNumber', 'reporter'];

/** The framework's own tale of its start, route by route: of no use to an operator. */
const QUIET_CONTEXTS = new Set([
  'InstanceLoader',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/** JSON lines on standard output, one per happening, with the trace id of the work in hand; secrets and personal data are cut out by name. */
export class JsonLogger implements LoggerService {
  private readonly pino: Logger;

  /** @param destination where the lines go instead of standard output */
  constructor(level: string, destination?: DestinationStream) {
    const options: pino.LoggerOptions = {
      level,
      base: null,
      mixin: traceFields,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), censor: '***' },
    };
    this.pino = destination ? pino(options, destination) : pino(options);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write(QUIET_CONTEXTS.has(rest.at(-1) as string) ? 'debug' : 'info', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest's Logger calls with (message, …, context); ours with ({ fields }, message, context). */
  private write(
    level: 'info' | 'warn' | 'error' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const words = rest.filter((part): part is string => typeof part === 'string');
    const context = words.at(-1);
    if (typeof message === 'object' && message !== null) {
      this.pino[level]({ context, ...message }, words.length > 1 ? words[0] : undefined);
    } else {
      this.pino[level]({ context, ...(words.length > 1 ? { detail: words.slice(0, -1) } : {}) }, String(message));
    }
  }
}
