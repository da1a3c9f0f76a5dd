import type { Api } from '../http/api.ts';
import { ok } from '../result.ts';
import type { Result } from '../types.ts';
import type { ServerFrame } from './wire.ts';

/** Up to where it was told; `reset`: nothing was, load afresh. */
export type Missed = { cursor: string; reset: boolean };

type Options = {
  api: Pick<Api, 'sync'>;
  /** None: nothing was missed, everything begins now. */
  cursor: string | undefined;
  emit: (frame: ServerFrame) => void;
  signal: AbortSignal;
};

/** What was missed since a cursor, page by page, over HTTP. */
export async function fetchMissed({ api, cursor, emit, signal }: Options): Promise<Result<Missed>> {
  for (let from = cursor; ; ) {
    const page = await api.sync(from, 0, signal);
    if (!page.ok) return page;
    const { cursor: reached, reset, more, events } = page.value;
    for (const push of events) {
      // All up to there was told then: a line that breaks goes on behind it.
      emit(more && push === events.at(-1) ? { ...push, cursor: reached } : push);
    }
    if (reset || !more) return ok({ cursor: reached, reset });
    from = reached;
  }
}
