import { backoff, type Logger, sleep } from '@messenger/kit';
import type { Redis } from 'ioredis';
import type { PresenceStore } from './presence-store.ts';
import type { RollCall } from './roll-call.ts';
import type { Shown } from './shown.ts';

type Deps = { redis: Redis; store: PresenceStore; shown: Shown; rollCall: RollCall; log: Logger };

/** Notices that Redis came back, or lost its data, and has everyone register again. */
export type RedisWatch = AsyncDisposable & {
  /** Since when (`performance.now()`) Redis is there with the data it has, preferences too; undefined while it is not. */
  steadySince(): number | undefined;
};

const lookMs = 1_000;
/** While it is not steady. */
const closeLookMs = 200;

/** Looks once a second, and five times a second while Redis is not steady; disposing waits for the look under way. */
export function watchRedis({ redis, store, shown, rollCall, log }: Deps): RedisWatch {
  const ended = new AbortController();
  let known: string | undefined;
  let since: number | undefined;

  const look = async () => {
    const id = await store.dataId();
    if (since !== undefined && id === known) return;
    since = undefined;
    if (!(await store.preferencesKnown())) return;
    if (known !== undefined && id !== known) {
      log.warn('redis lost its data: registering everyone again');
      await store.restore(shown.all());
    }
    known = id;
    since = performance.now();
    rollCall.call();
  };
  const away = () => {
    since = undefined;
  };
  redis.on('close', away);

  const watching = (async () => {
    const retry = () => backoff({ minMs: closeLookMs, maxMs: lookMs });
    let delay = retry();
    while (!ended.signal.aborted) {
      try {
        await look();
        delay = retry();
        await sleep(since === undefined ? closeLookMs : lookMs, ended.signal);
      } catch {
        away();
        await sleep(delay(), ended.signal);
      }
    }
  })();
  return {
    steadySince: () => since,
    async [Symbol.asyncDispose]() {
      redis.off('close', away);
      ended.abort();
      await watching;
    },
  };
}
