import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { foldUsername } from './fold-username.ts';

/** R4. */
const failures = 5;
const windowSeconds = 15 * 60;

export type LoginLock = {
  /**
   * Counts an attempt on a username before it is evaluated, so that no more than 5 ever are, however many come at once.
   * @returns undefined if it may be evaluated, else the seconds until the lock ends
   */
  attempt(username: string): Promise<number | undefined>;
  /** After a success: the count starts again. */
  clear(username: string): Promise<void>;
};

/**
 * The login lock, shared by all instances through Redis; while Redis is away each instance counts for itself. It knows
 * names, not users: an unknown one locks like a known one.
 */
export function createLoginLock(redis: Redis): LoginLock {
  const limits = { keyPrefix: 'auth:login', points: failures, duration: windowSeconds };
  const limiter = new RateLimiterRedis({
    ...limits,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(limits),
  });
  return {
    async attempt(username) {
      try {
        await limiter.consume(lockKey(username));
        return undefined;
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      }
    },
    async clear(username) {
      await limiter.delete(lockKey(username));
    },
  };
}

/** The folded name where it can be one, readable to an operator; anything else as a hash, so that keys stay short. */
export function lockKey(username: string): string {
  const folded = foldUsername(username);
  return /^\w{3,50}$/.test(folded) ? folded : `#${createHash('sha256').update(folded).digest('base64url')}`;
}
