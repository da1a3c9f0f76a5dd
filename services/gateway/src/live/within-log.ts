import type { EventStore } from '@messenger/event-store';
import type { Cursor } from '@messenger/proto';

/**
 * What a client claims to have seen, as far as the log goes: one that lost its end would never get there. The log itself
 * is asked only where this gateway has not come as far, which is rare; if it does not answer, the claim stands.
 */
export function withinLog(store: Pick<EventStore, 'bounds'>, positions: () => Cursor) {
  return async (claimed: Cursor): Promise<Cursor> => {
    const ahead = Object.entries(claimed.streams).filter(([stream, seq]) => seq > (positions().streams[stream] ?? 0));
    if (ahead.length === 0) return claimed;
    const streams = { ...claimed.streams };
    await Promise.all(
      ahead.map(async ([stream, seq]) => {
        const bounds = await store.bounds(stream).catch(() => undefined);
        if (bounds) streams[stream] = Math.min(seq, bounds.last);
      }),
    );
    return { generation: claimed.generation, streams };
  };
}
