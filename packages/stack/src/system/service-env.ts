import type { NatsLogin, Stack } from '../start-stack.ts';
import type { ServiceDefinition } from './definitions.ts';

/** Each process gets only those of these that it needs. */
const granted = /^(DATABASE_URL|REDIS_URL|NATS_.*|PORT|HOST|HEALTH_PORT|WEB_DIST|DATA_DIR|npm_.*|INIT_CWD)$/;

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

/** What a service may know: its own NATS user, and the database and Redis only if it uses them. */
export function serviceEnv(
  service: ServiceDefinition,
  stack: Pick<Stack, 'natsFor' | 'databaseUrl' | 'redisUrl'>,
  door: PublicDoor,
  env: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  return {
    ...plainEnv(env),
    ...natsEnv(stack.natsFor(service.user)),
    ...(service.postgres && { DATABASE_URL: stack.databaseUrl }),
    ...(service.redis && { REDIS_URL: stack.redisUrl }),
    ...(service.public && { HOST: door.host, PORT: String(door.port), WEB_DIST: door.webDist }),
  };
}
