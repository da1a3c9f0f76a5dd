import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { foldUsername } from './fold-username.ts';

/** R4. */
const failures = 5;
const windowSeconds = 15 * 60;

export type LoginLock = {
  /**
   * Evaluates an attempt on a username, which is counted before, so that no more than 5 ever are, however many come at
   * once. One that is too many waits for those that are being evaluated here: a success among them lets it in.
   * @returns what was evaluated, or the seconds until the lock ends
   */
  attempt<T extends object>(username: string, evaluate: () => Promise<T>): Promise<T | number>;
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
  /** The seconds until the lock ends, if it may not be evaluated. */
  const lockedSeconds = async (key: string): Promise<number | undefined> => {
    try {
      await limiter.consume(key);
      return undefined;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    }
  };
  /** What is being evaluated, by key. */
  const inWork = new Map<string, Set<Promise<object>>>();
  const evaluated = async <T extends object>(key: string, evaluate: () => Promise<T>): Promise<T> => {
    const all = inWork.get(key) ?? new Set();
    const work = evaluate();
    inWork.set(key, all.add(work));
    try {
      return await work;
    } finally {
      all.delete(work);
      if (all.size === 0) inWork.delete(key);
    }
  };
  return {
    async attempt(username, evaluate) {
      const key = lockKey(username);
      for (;;) {
        const seconds = await lockedSeconds(key);
        if (seconds === undefined) return evaluated(key, evaluate);
        const others = inWork.get(key);
        if (!others) return seconds;
        await Promise.allSettled(others);
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
