import type { Logger } from '@nestjs/common';
import { inTrace } from '#libs/runtime';
import { traceOf } from '../trace-of.js';
import type { Registration } from '../registration.js';
import type { Failed } from './failed.js';

/** A line for whoever looks at the log: a warning while it is tried again, an error when a person has to act. */
export function logFailure(log: Logger, { message, options }: Registration, { record, error, verdict }: Failed): void {
  const about = { group: options.group, key: record.envelope.key, err: error };
  inTrace(traceOf(record), () => {
    if (verdict.kind === 'dead') log.error(about, `${message.name} is a dead letter`);
    else log.warn(about, `${message.name} failed and is tried again in ${verdict.afterMilliseconds} ms`);
  });
}
