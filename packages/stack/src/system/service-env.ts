import { LOOPBACK } from '../process/free-port.ts';
import type { NatsLogin } from '../start-stack.ts';
import type { ServiceDefinition } from './definitions.ts';
import type { ServersSeen } from './start-services.ts';

/** Each process gets only those of these that it needs. */
const granted =
  /^(DATABASE_URL|REDIS_URL|NATS_.*|MEDIA_.*|S3_.*|PORT|HOST|HEALTH_PORT|WEB_DIST|DATA_DIR|npm_.*|INIT_CWD)$/;

/** The environment without the ways into servers. */
export function plainEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !granted.test(name)));
}

export function natsEnv({ url, user, password }: NatsLogin): NodeJS.ProcessEnv {
  return { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password };
}

export interface PublicDoor {
  host: string;
  port: number;
  webDist: string;
}

/** Where an instance of media listens; gateways ask at all of them. */
export interface MediaDoors {
  ports: readonly number[];
  /** Which of them is this instance's. */
  index: number;
}

/** An S3 store that is there already. */
export const s3 = (env: NodeJS.ProcessEnv): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(env).filter(([name, value]) => name.startsWith('S3_') && value));

/** What a service may know: its own NATS user, and the database, Redis and media only if it uses them. */
export function serviceEnv(
  service: ServiceDefinition,
  stack: ServersSeen,
  { door, media }: { door: PublicDoor; media: MediaDoors },
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  // What is given comes last, and so holds.
  const young = service.youngMb === undefined ? [] : [`--max-semi-space-size=${service.youngMb}`];
  const nodeOptions = [...young, env.NODE_OPTIONS].filter(Boolean).join(' ');
  return {
    ...plainEnv(env),
    ...(nodeOptions && { NODE_OPTIONS: nodeOptions }),
    ...natsEnv(stack.natsFor(service.user)),
    ...(service.postgres && { DATABASE_URL: stack.databaseUrl }),
    ...(service.redis && { REDIS_URL: stack.redisUrl }),
    ...(service.public && { HOST: door.host, PORT: String(door.port), WEB_DIST: door.webDist }),
    ...(service.media && { MEDIA_SECRET: stack.mediaSecret }),
    ...(service.media === 'serves' && {
      MEDIA_DIR: stack.mediaDir,
      PORT: String(media.ports[media.index]),
      ...s3(env),
    }),
    ...(service.media === 'asks' && { MEDIA_URL: media.ports.map((port) => `http://${LOOPBACK}:${port}`).join(',') }),
  };
}
