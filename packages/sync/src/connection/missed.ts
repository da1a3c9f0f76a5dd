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
    for (const push of page.value.events) emit(push);
    const { cursor: reached, reset, more } = page.value;
    if (reset || !more) return ok({ cursor: reached, reset });
    from = reached;
  }
}
