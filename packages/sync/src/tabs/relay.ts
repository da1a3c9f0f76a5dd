import { pause } from '../backoff.ts';
import type { Connection } from '../connection/connection.ts';
import type { ServerFrame } from '../connection/wire.ts';
import type { Pace } from '../outbox/pace.ts';
import type { TabMessage } from './messages.ts';

type Options = {
  id: string;
  post: (message: TabMessage) => void;
  connection: () => Connection;
  /** Up to where this tab has taken everything. */
  cursor: () => string | undefined;
  pace: Pace;
};

export type Relay = ReturnType<typeof createRelay>;

/** As long as a cursor may lag behind what was pushed with it, and as many as that may be. */
const recentMs = 30_000;
const maxRecent = 500;
/** Told anew to who begins to follow, or of use at once alone. */
const passing = /^(ready|chat:reset|(typing|presence|session):.*)$/;

/** The leader's side: passes on what the server says, and asks it what the followers ask. */
export function createRelay({ id, post, connection, cursor, pace }: Options) {
  let followed = false;
  let live = false;
  let next = 0;
  let recent: { at: number; frame: ServerFrame }[] = [];

  const remember = (frame: ServerFrame) => {
    if (passing.test(frame.type)) return;
    recent.push({ at: performance.now(), frame });
    if (recent.length > maxRecent) recent.shift();
  };
  const remembered = (): ServerFrame[] => {
    const since = performance.now() - recentMs;
    recent = recent.filter(({ at }) => at >= since);
    return recent.map(({ frame }) => frame);
  };

  const attach = (to: string) => {
    const at = cursor();
    if (!live || at === undefined) return post({ kind: 'down', from: id });
    followed = true;
    const via = connection().via() ?? 'socket';
    post({ kind: 'attached', from: id, to, cursor: at, via, next, recent: remembered() });
  };

  const ask = async ({ from, frame }: TabMessage & { kind: 'ask' }) => {
    const wait = pace.delay();
    if (wait > 0) await pause(wait);
    const { type, data, commandId, id: asked = '' } = frame;
    const answer = await connection().request<unknown>(type, data, commandId);
    if (answer.ok) {
      const { data: value, position } = answer.value;
      post({
        kind: 'answer',
        to: from,
        frame: { type: 'ok', id: asked, data: value, ...(position ? { position } : {}) },
      });
    } else post({ kind: 'answer', to: from, frame: { type: 'error', id: asked, error: answer.error } });
  };

  return {
    heard(message: TabMessage): void {
      if (message.kind === 'attach') attach(message.from);
      else if (message.kind === 'ask') void ask(message);
      else if (message.kind === 'ping') post({ kind: 'pong', from: id, to: message.from });
    },
    /** Followers get each frame that comes while there is a connection, in order; without one they have none either. */
    frame(frame: ServerFrame): void {
      // Of another log, where all is loaded afresh.
      if (frame.type === 'ready' && (frame.data as { reset?: boolean }).reset) recent = [];
      remember(frame);
      if (live && followed) post({ kind: 'frame', from: id, number: next++, frame });
    },
    link(isLive: boolean): void {
      if (isLive === live) return;
      live = isLive;
      post({ kind: live ? 'live' : 'down', from: id });
    },
    /** Another tab leads now: who still follows this one looks for that. */
    end(): void {
      if (live) post({ kind: 'down', from: id });
      followed = false;
      live = false;
      recent = [];
    },
  };
}
