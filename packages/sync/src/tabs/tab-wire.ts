import { fetchMissed } from '../connection/missed.ts';
import { tellPresences } from '../connection/presences.ts';
import { type ClientFrame, localClose, type ServerFrame, type Wire, type WireEvents } from '../connection/wire.ts';
import type { Api } from '../http/api.ts';
import type { HttpClient } from '../http/http-client.ts';
import type { TabMessage } from './messages.ts';

type Options = {
  id: string;
  post: (message: TabMessage) => void;
  /** Calls with every message of the other tabs. Returns the way to stop it. */
  listen: (listener: (message: TabMessage) => void) => () => void;
  http: Pick<HttpClient, 'reached'>;
  api: Pick<Api, 'sync' | 'contacts'>;
  events: WireEvents;
};

/**
 * The server through the tab that leads, with the frames of a socket. What was missed before is fetched over HTTP, not
 * older than where the leader was when it began to pass on; what it passes on meanwhile is held. The frames are
 * numbered, so that one that got lost ends the wire, and the next begins where this one came to.
 */
export function openTabWire({ id, post, listen, http, api, events }: Options): Wire {
  const over = new AbortController();
  const { signal } = over;
  let attached: (TabMessage & { kind: 'attached' }) | undefined;
  let expected = 0;
  let held: ServerFrame[] | undefined = [];

  const emit = (frame: ServerFrame) => {
    if (!signal.aborted) events.frame(frame);
  };
  const end = () => {
    stop();
    over.abort();
  };
  const close = (reason: string) => {
    if (signal.aborted) return;
    end();
    events.closed(localClose, reason);
  };
  const passed = ({ number, frame }: TabMessage & { kind: 'frame' }) => {
    if (number < expected) return;
    if (number > expected++) return close('frames were lost');
    if (held) held.push(frame);
    else emit(frame);
  };

  /** From the leader that this wire goes through. If another one leads by now, it goes nowhere. */
  const isMine = ({ from }: { from: string }): boolean => {
    if (attached && attached.from !== from) close('another tab leads');
    return attached?.from === from;
  };

  const stop = listen((message) => {
    switch (message.kind) {
      case 'attached':
        if (message.to !== id || attached) return;
        attached = message;
        expected = message.next;
        // The state that is fetched is as new as the leader's cursor, which may lag behind these.
        held = [...(message.recent ?? [])];
        events.opened();
        break;
      case 'frame':
        if (isMine(message)) passed(message);
        break;
      case 'answer':
        if (message.to === id) emit(message.frame);
        break;
      case 'pong':
        if (message.to === id && isMine(message)) emit({ type: 'ok', id: '', data: {} });
        break;
      case 'down':
        if (!attached || attached.from === message.from) close('the leader is offline');
        break;
      case 'live':
        // One that leads anew, or again: what came in between was not passed on.
        if (attached) close('the leader begins anew');
        else post({ kind: 'attach', from: id });
    }
  });

  const greet = async (given: string | undefined, frameId: string | undefined) => {
    if (!attached) return;
    const { cursor: leaders } = attached;
    emit({ type: 'ok', id: frameId ?? '', data: { cursor: given ?? leaders } });
    let ready = { cursor: leaders, reset: false };
    http.reached(leaders);
    if (given !== undefined) {
      const missed = await fetchMissed({ api, cursor: given, emit, signal });
      if (!missed.ok) return close(missed.error.code);
      ready = missed.value;
    }
    const tellReady = () => emit({ type: 'ready', cursor: ready.cursor, data: { reset: ready.reset } });
    // What is loaded afresh takes the place of all that came before, and may be older than what was held.
    if (ready.reset) tellReady();
    for (let frame = held?.shift(); frame; frame = held?.shift()) emit(frame);
    held = undefined;
    if (!ready.reset) tellReady();
    // The leader was told who is there when its socket was ready, which is before this one followed it.
    void tellPresences({ api, emit });
  };

  const answered = (frame: ClientFrame) => emit({ type: 'ok', id: frame.id ?? '', data: {} });

  post({ kind: 'attach', from: id });
  return {
    via: () => attached?.via ?? 'socket',
    send(sent) {
      const frame = sent as ClientFrame;
      if (frame.type === 'hello') void greet((frame.data.cursor as string | null) ?? undefined, frame.id);
      // The leader keeps its own connection alive, and its own token fresh.
      else if (frame.type === 'token') answered(frame);
      else if (frame.type === 'ping') post({ kind: 'ping', from: id });
      else post({ kind: 'ask', from: id, frame });
    },
    end,
  };
}
