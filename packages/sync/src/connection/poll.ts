import { closeCodes } from '@messenger/proto/limits';
import type { Api } from '../http/api.ts';
import type { HttpClient } from '../http/http-client.ts';
import { clientErrors } from '../result.ts';
import type { ApiError } from '../types.ts';
import { fetchMissed } from './missed.ts';
import { requestOf } from './poll-requests.ts';
import { tellPresences } from './presences.ts';
import { type ClientFrame, localClose, type ServerFrame, type Wire, type WireEvents } from './wire.ts';

type Options = { http: HttpClient; api: Pick<Api, 'sync' | 'contacts'>; events: WireEvents };

/** As long as the server lets one wait (wire.md). */
const waitSeconds = 25;

/**
 * The server behind long polls, for where no socket gets through, with the frames of a socket: `hello` begins to ask
 * for what comes, any other frame is asked as the HTTP request that it stands for.
 */
export function openPoll({ http, api, events }: Options): Wire {
  const over = new AbortController();
  const { signal } = over;
  const emit = (frame: ServerFrame) => {
    if (!signal.aborted) events.frame(frame);
  };
  const close = ({ status, code, retryAfter }: ApiError) => {
    if (signal.aborted) return;
    over.abort();
    if (status === 401) events.closed(closeCodes.unauthenticated, code);
    else if (retryAfter === undefined) events.closed(localClose, code);
    // As a socket that is refused for now: the reason says when to come back.
    else events.closed(closeCodes.draining, String(retryAfter));
  };

  /** Up to the present; then whatever comes, as long as the wire lasts. */
  const serve = async (given: string | undefined, id: string | undefined) => {
    if (given !== undefined) emit({ type: 'ok', id: id ?? '', data: { cursor: given } });
    const missed = await fetchMissed({ api, cursor: given, emit, signal });
    if (!missed.ok) return close(missed.error);
    let { cursor } = missed.value;
    if (given === undefined) emit({ type: 'ok', id: id ?? '', data: { cursor } });
    emit(readyOf(cursor, missed.value.reset));
    // A socket is told who is there when it is ready; polls are not.
    void tellPresences({ api, emit });
    for (let more = false; !signal.aborted; ) {
      const page = await api.sync(cursor, more ? 0 : waitSeconds, signal);
      if (!page.ok) return close(page.error);
      for (const push of [...page.value.events, ...page.value.ephemeral]) emit(push);
      // And of a new contact it is told by then.
      if (page.value.events.some(({ type }) => type === 'contact:accepted')) void tellPresences({ api, emit });
      ({ cursor, more } = page.value);
      emit(readyOf(cursor, page.value.reset));
    }
  };

  const ask = async (frame: ClientFrame) => {
    const { id = '' } = frame;
    const request = requestOf(frame);
    // What HTTP has no request for may be lost: typing.
    const answer = request && (await http.request<unknown>({ ...request, signal }));
    if (answer && !answer.ok && frame.type === 'ping') return close(answer.error);
    if (!answer || answer.ok) emit({ type: 'ok', id, data: answer?.value ?? {} });
    else emit({ type: 'error', id, error: answer.error });
  };

  setTimeout(() => {
    if (!signal.aborted) events.opened();
  });
  return {
    send(sent) {
      const frame = sent as ClientFrame;
      if (frame.type === 'hello') void serve((frame.data.cursor as string | null) ?? undefined, frame.id);
      else void ask(frame).catch(() => emit({ type: 'error', id: frame.id ?? '', error: clientErrors.badAnswer }));
    },
    end: () => over.abort(),
  };
}

const readyOf = (cursor: string, reset: boolean): ServerFrame => ({ type: 'ready', cursor, data: { reset } });
