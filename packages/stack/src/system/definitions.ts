import { join } from 'node:path';
import type { ServiceUser } from '@messenger/proto';

/** What the supervisor has to know of a service. */
export interface ServiceDefinition {
  name: string;
  /** Its NATS user. */
  user: ServiceUser;
  /** Absolute path of its main module. */
  entry: string;
  postgres: boolean;
  redis: boolean;
  /** Has a public port and serves the web client. */
  public: boolean;
  /** Serves the private door of media, or asks there. */
  media?: 'serves' | 'asks';
  /** Works long on what nobody waits for: everything else goes first. */
  background?: boolean;
  stopWithinMs: number;
}

/** The services in the order in which they are started. */
export function serviceDefinitions(root: string): ServiceDefinition[] {
  const service = (name: Exclude<ServiceUser, 'operator'>, uses: Partial<ServiceDefinition>): ServiceDefinition => ({
    name,
    user: name,
    entry: join(root, 'services', name, 'src/main.ts'),
    postgres: false,
    redis: false,
    public: false,
    stopWithinMs: 2_500,
    ...uses,
  });
  return [
    service('auth', { postgres: true, redis: true }),
    service('chat-command', {}),
    service('projection', { postgres: true }),
    service('delivery', { redis: true }),
    service('media', { postgres: true, media: 'serves', background: true }),
    // Closes its sockets spread over some time, so that they do not all come back at once.
    service('gateway', { redis: true, public: true, media: 'asks', stopWithinMs: 3_500 }),
  ];
}
