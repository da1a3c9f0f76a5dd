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
  /**
   * V8's `--max-semi-space-size` in MB, 16 where it is not said. A gateway has thousands of frames and answers under way:
   * what outlives two collections is moved for good, and cleared in long ones (64 halved S2's p99). Whoever has little to
   * do keeps what little it takes (4 saves 10 to 50 MB each).
   */
  youngMb?: number;
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
    service('auth', { postgres: true, redis: true, youngMb: 4 }),
    service('chat-command', {}),
    service('projection', { postgres: true }),
    service('delivery', { redis: true, youngMb: 4 }),
    service('media', { postgres: true, media: 'serves', background: true, youngMb: 4 }),
    // Closes its sockets spread over some time, so that they do not all come back at once.
    service('gateway', { redis: true, public: true, media: 'asks', youngMb: 64, stopWithinMs: 3_500 }),
  ];
}
