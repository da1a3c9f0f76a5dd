import { counter, type Logger } from '@messenger/kit';
import type { SetAside } from '@messenger/proto';
import type { StoredMessage } from './streams-api.ts';

/** The events that this process could not take in: logged, counted and kept for an operator to see. */
export type SetAsides = {
  /** Sets an event aside, once for each that passes it by. `by` names the follower, or what was being loaded. */
  tell(by: string, event: StoredMessage, reason: string): void;
  /** The newest of them. */
  list(): SetAside[];
};

const total = counter('follower_poison_total', 'Events that could not be read and were set aside', [
  'follower',
  'stream',
]);

/** Beyond these, the oldest are forgotten here; the log has them all. */
const kept = 1_000;
const listed = 200;
const longestReason = 300;

export function createSetAsides(log: Logger): SetAsides {
  const known = new Map<string, SetAside>();
  return {
    tell(by, { stream, seq, subject, requestId }, reason) {
      const key = `${by} ${stream} ${seq}`;
      if (known.has(key)) return;
      known.set(key, { by, stream, seq, subject, reason: reason.slice(0, longestReason) });
      if (known.size > kept) known.delete(known.keys().next().value!);
      total.inc({ follower: by, stream });
      log.error({ by, stream, seq, subject, reason, requestId: requestId?.() }, 'poison event set aside');
    },
    list: () => [...known.values()].slice(-listed),
  };
}
