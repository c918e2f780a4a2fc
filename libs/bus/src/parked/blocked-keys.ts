import { Injectable, Logger } from '@nestjs/common';
import { Settings, takeBlocked, type Work } from '#libs/runtime';
import { topicOf } from '../envelope.js';
import type { Registration } from '../registration.js';
import { ParkedKeys } from './parked-keys.js';

/**
 * Holds the keys of messages whose handler had blocked the process until the watchdog ended it. Handled again, they would block
 * this one, and the one after it; held, they wait for a person, and everything else goes on.
 */
@Injectable()
export class BlockedKeys {
  private readonly log = new Logger('watchdog');

  constructor(
    private readonly settings: Settings,
    private readonly keys: ParkedKeys,
  ) {}

  /** To be awaited before the first batch. */
  async hold(registrations: readonly Registration[]): Promise<void> {
    const { works, keep } = takeBlocked(this.settings.dataDir);
    const isOurs = ({ group, type }: Work): boolean =>
      registrations.some(({ message, options }) => options.group === group && message.name === type);
    for (const { group = '', key = '', type = '', messageId } of works.filter(isOurs)) {
      const reason = `the handler of ${type} never came back from message ${messageId}, and blocked the process`;
      await this.keys.hold({ group, key, topic: topicOf(type) }, { actor: 'watchdog', reason });
      this.log.error(
        { group, messageKey: key, messageId, type },
        'the key is held: its message had blocked the process',
      );
    }
    // Those of another service that has the same folder.
    keep(works.filter((work) => !isOurs(work)));
  }
}
