import type { Logger } from '@messenger/kit';
import { Redis } from 'ioredis';

/** A connection that comes back by itself; a command fails at once while it is away, for the login lock to fall back. */
export function openRedis(url: string, log: Logger): Redis & AsyncDisposable {
  const redis = new Redis(url, {
    connectionName: 'auth',
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (times) => Math.min(5_000, 2 ** times * 50) * (0.5 + Math.random() / 2),
  });
  let away = false;
  redis.on('error', (error) => {
    if (!away) log.warn({ err: error }, 'redis is away: this instance counts failed logins for itself');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('redis is back');
    away = false;
  });
  return Object.assign(redis, { [Symbol.asyncDispose]: async () => redis.disconnect() });
}
