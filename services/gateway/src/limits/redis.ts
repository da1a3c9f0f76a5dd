import { gauge, type Logger } from '@messenger/kit';
import { Redis } from 'ioredis';

const up = gauge('redis_up', 'Whether Redis is connected.');

/** Longer than any healthy answer takes, and little enough to make a message wait for. */
const answerMs = 250;

/** A connection that comes back by itself and fails at once while it is away. */
export function connectRedis(url: string, log: Logger): Redis & AsyncDisposable {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: answerMs,
    connectTimeout: 2_000,
    retryStrategy: (times) => Math.random() * Math.min(2_000, 100 * 2 ** Math.min(times, 6)) + 50,
  });
  redis.on('error', (error) => log.debug({ err: error }, 'redis'));
  redis.on('ready', () => {
    up.set(1);
    log.info('redis connected');
  });
  redis.on('close', () => {
    up.set(0);
    log.warn('redis not connected: each gateway counts for itself');
  });
  return Object.assign(redis, {
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  });
}
