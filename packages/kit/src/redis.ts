import { Redis } from 'ioredis';
import type { Logger } from './logger.ts';
import { gauge } from './metrics.ts';
import { backoff } from './time.ts';

export type RedisOptions = {
  /** As `client list` shows it. */
  name: string;
  log: Logger;
  /** Milliseconds that an answer may take. */
  answerMs: number;
  /** What it means for users that Redis is away; logged once each time. */
  whileAway: string;
};

const pauses = () => backoff({ minMs: 100, maxMs: 2_000 });
const up = gauge('redis_up', 'Whether Redis is connected.');

/** A connection that comes back by itself and fails at once while it is away: nothing queues for what may be lost. */
export function connectRedis(url: string, { name, log, answerMs, whileAway }: RedisOptions): Redis & AsyncDisposable {
  let pause = pauses();
  const redis = new Redis(url, {
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerMs,
    connectTimeout: 2_000,
    retryStrategy: () => pause(),
  });
  // Its message alone: with it comes the command that failed, which may be the one with the password.
  redis.on('error', (error) => log.debug(`redis: ${error.message}`));
  redis.on('ready', () => {
    pause = pauses();
    up.set(1);
    log.info('redis connected');
  });
  redis.on('close', () => {
    up.set(0);
    log.warn(`redis not connected: ${whileAway}`);
  });
  return Object.assign(redis, { [Symbol.asyncDispose]: async () => redis.disconnect() });
}
