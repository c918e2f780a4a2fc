import type { Secrets } from '#libs/runtime';
import type { Channel } from './channels/channel.js';
import { HttpChannel } from './channels/http.channel.js';
import type { PlatformDirectory } from './platform-directory.js';
import type { OutboundSettings, PlatformSettings } from './platform-settings.js';
import { outboundSecretName } from './secret-names.js';

type OpenChannel = (platform: PlatformSettings, outbound: OutboundSettings, secret: () => string) => Channel;

/** Every kind of channel there is, by its name in `outbound.channel`. */
const KINDS: Readonly<Record<OutboundSettings['channel'], OpenChannel>> = {
  http: (platform, outbound, secret) => new HttpChannel(outbound.clientId ?? platform.code, outbound, secret),
};

/** One channel per platform that has an `outbound`; made when it is first asked for. */
export class Channels {
  private readonly open = new Map<string, Channel>();

  constructor(
    private readonly directory: PlatformDirectory,
    private readonly secrets: Secrets,
  ) {}

  /** Undefined for a platform that is only heard. Throws a Problem `unknown-platform`. */
  of(code: string): Channel | undefined {
    const known = this.open.get(code);
    if (known) return known;
    const { settings } = this.directory.get(code);
    if (!settings.outbound) return undefined;
    const secret = () => this.secrets.get(outboundSecretName(settings));
    const channel = KINDS[settings.outbound.channel](settings, settings.outbound, secret);
    this.open.set(code, channel);
    return channel;
  }

  /** Closes all; Nest calls it at shutdown. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.open.values()].map((channel) => channel.close()));
    this.open.clear();
  }
}
