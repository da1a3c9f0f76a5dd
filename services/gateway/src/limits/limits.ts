import { counter } from '@messenger/kit';
import { type Refusal, refuse } from '@messenger/proto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { addressKey } from './address.ts';
import { type Rule, type RuleName, repeatedBy } from './rules.ts';

const refused = counter('gateway_rate_limited_total', 'What was refused as too much, by rule', ['rule']);

type Limiter = RateLimiterMemory | RateLimiterRedis;
/** `repetitions`: of what was counted, in rules where repeating it is free. */
type Limited = { rule: Rule; limiter: Limiter; repetitions: Limiter | undefined };

/** Who does something: a user and their session where they are known, and the address it comes from. */
export type Actor = { userId?: string; sessionId?: string; address?: string };

/**
 * Counts what users, sessions and addresses do, together with all other gateways, in windows that begin with the first of them.
 * While Redis is away each gateway counts for itself. Who has used up a window is refused without asking Redis; to ask
 * costs a message 0.04 ms, less than any share of a window held here would be worth.
 */
export class Limits {
  readonly #limiters = new Map<RuleName, Limited>();

  constructor(rules: readonly Rule[], redis: Redis | undefined) {
    const limiterOf = (name: string, points: number, duration: number): Limiter => {
      const options = { keyPrefix: `limit:${name}`, points, duration };
      const alone = new RateLimiterMemory(options);
      if (!redis) return alone;
      return new RateLimiterRedis({
        ...options,
        storeClient: redis,
        rejectIfRedisNotReady: true,
        insuranceLimiter: alone,
        inMemoryBlockOnConsumed: points,
      });
    };
    for (const rule of rules) {
      this.#limiters.set(rule.name, {
        rule,
        limiter: limiterOf(rule.name, rule.most, rule.seconds),
        repetitions: repeatedBy[rule.name]
          ? limiterOf(`${rule.name}:again`, 1 + repeatedBy[rule.name]!.free, rule.seconds)
          : undefined,
      });
    }
  }

  /**
   * Counts one more; the refusal says when to come back. Never fails: what cannot be counted may pass.
   * @param repetition the same for what is the same again: that was counted already
   */
  async refusalOf(name: RuleName, actor: Actor, repetition?: string): Promise<Refusal | undefined> {
    const limited = this.#limiters.get(name);
    if (!limited) return undefined;
    const key = keyOf(actor, limited.rule.per);
    if (key === undefined) return undefined;
    const again = repetition && limited.repetitions && { of: limited.repetitions, key: `${key}:${repetition}` };
    if (again && (await isFree(again.of, again.key))) return undefined;
    try {
      await limited.limiter.consume(key);
      if (again) await again.of.consume(again.key).catch(() => undefined);
      return undefined;
    } catch (used) {
      if (!(used instanceof RateLimiterRes)) return undefined;
      refused.inc({ rule: name });
      const retryAfter = Math.max(1, Math.ceil(used.msBeforeNext / 1_000));
      return refuse('rate_limited', `Too many in a short time. Try again in ${wait(retryAfter)}.`, { retryAfter });
    }
  }
}

function keyOf({ userId, sessionId, address }: Actor, per: Rule['per']): string | undefined {
  if (per === 'address') return address === undefined ? undefined : addressKey(address);
  return per === 'user' ? userId : sessionId;
}

/** True for what was counted within the window and is repeated, but not without end. */
async function isFree(repetitions: Limiter, key: string): Promise<boolean> {
  try {
    if ((await repetitions.get(key)) === null) return false;
    await repetitions.consume(key);
    return true;
  } catch {
    return false;
  }
}

function wait(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
