export { type Log, silent } from './log.ts';
export { type Nats, type NatsOptions, natsUserNames, startNats } from './nats/nats.ts';
export { type Postgres, type PostgresOptions, startPostgres } from './postgres/postgres.ts';
export { freePort, LOOPBACK } from './process/free-port.ts';
export type { Server } from './process/server.ts';
export { type Redis, type RedisOptions, startRedis } from './redis/redis.ts';
export { loadSecrets, type Secrets } from './secrets.ts';
export { type NatsLogin, type Stack, type StackOptions, type StackPart, startStack } from './start-stack.ts';
