import type { Push, Welcome } from '@messenger/proto';
import { closeCodes } from '@messenger/proto/limits';
import type { TokenProvider } from '../http/http-client.ts';
import { clientErrors, failed } from '../result.ts';
import type { Result } from '../types.ts';
import { heartbeat } from './heartbeat.ts';
import { idle, type Link, type LinkEffect, type LinkEvent, step } from './link.ts';
import { type Answer, createRequests } from './requests.ts';
import { openSocket, type ServerFrame, type SocketConstructor } from './socket.ts';

export type ConnectionOptions = {
  url: string;
  Socket: SocketConstructor;
  token: TokenProvider;
  device: string | undefined;
  /** Up to where everything has been taken; undefined: begin now. */
  cursor: () => string | undefined;
  onWelcome: (welcome: Welcome) => void;
  onPush: (push: Push) => void;
  /** Everything missed has been pushed; `reset`: nothing was, load afresh. */
  onReady: (cursor: string, reset: boolean) => void;
  onLink: (link: Link) => void;
};

export type Connection = {
  start(): void;
  stop(): void;
  wake(): void;
  link(): Link;
  /** Asks over the live socket; `offline` where there is none. */
  request<T>(type: string, data: object, commandId?: string): Promise<Result<Answer<T>>>;
  /** Tells without waiting for an answer; lost where there is no live socket. */
  tell(type: string, data: object): void;
};

const defaultTimeoutMs = 10_000;

/** Does what the state machine of `link.ts` asks for, and feeds it with what happens. */
export function createConnection(options: ConnectionOptions): Connection {
  const { url, Socket, token, device, cursor, onWelcome, onPush, onReady, onLink } = options;
  const requests = createRequests();
  let link = idle;
  let socket: ReturnType<typeof openSocket> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const queue: LinkEvent[] = [];
  let busy = false;

  /** What happens while an effect is performed comes after it. */
  const dispatch = (event: LinkEvent) => {
    queue.push(event);
    if (busy) return;
    busy = true;
    for (let next = queue.shift(); next; next = queue.shift()) handle(next);
    busy = false;
  };
  const handle = (event: LinkEvent) => {
    const [next, effects] = step(link, event);
    const moved = next !== link;
    if (next.phase !== link.phase) clearTimeout(timer);
    link = next;
    for (const effect of effects) perform(effect);
    if (moved) onLink(link);
  };
  const closed = (code: number, reason = '') =>
    dispatch({ type: 'closed', code, reason, now: performance.now(), random: Math.random() });

  const pulse = heartbeat({
    ping: () => socket?.send({ type: 'ping', data: {} }),
    lost: () => closed(localClose, 'silent'),
  });

  const perform = (effect: LinkEffect): void => {
    switch (effect.do) {
      case 'authorise':
        void authorise(effect.force);
        break;
      case 'open':
        open();
        break;
      case 'greet':
        void greet(effect.token);
        break;
      case 'close':
        pulse.stop();
        socket?.end();
        socket = undefined;
        requests.disconnected();
        break;
      case 'wait':
        timer = setTimeout(() => dispatch({ type: 'retry' }), effect.ms);
        break;
      case 'deadline':
        timer = setTimeout(() => closed(localClose, 'too slow'), effect.ms);
        break;
      case 'probe':
        pulse.probe();
        break;
    }
  };

  const open = () => {
    try {
      socket = openSocket(Socket, url, { opened: () => dispatch({ type: 'opened' }), frame: take, closed });
    } catch {
      // A page that may not open sockets (a policy, an extension) is told so by an exception.
      closed(localClose, 'not allowed');
    }
  };

  const authorise = async (force: boolean) => {
    const asked = link;
    const access = await token(force);
    if (link !== asked) return;
    dispatch(access.ok ? { type: 'token', token: access.value } : { type: 'tokenFailed', random: Math.random() });
  };

  const greet = async (accessToken: string) => {
    pulse.start();
    const mine = socket;
    const hello = { token: accessToken, cursor: cursor() ?? null, ...(device === undefined ? {} : { device }) };
    const answer = await requests.send<Welcome>((frame) => mine?.send(frame), { type: 'hello', data: hello }, 60_000);
    if (mine !== socket || answer.ok) return;
    closed(answer.error.code === 'unauthenticated' ? closeCodes.unauthenticated : localClose, answer.error.code);
  };

  const take = (frame: ServerFrame) => {
    pulse.heard();
    if (frame.type === 'ok' || frame.type === 'error') {
      // Taken here and not where hello waits for it: pushes may follow in the same tick.
      if (frame.type === 'ok' && link.phase === 'greeting') {
        onWelcome(frame.data as Welcome);
        dispatch({ type: 'welcomed' });
      }
      return requests.answered(frame);
    }
    if (frame.type !== 'ready') return onPush(frame as Push);
    const data = (frame.data ?? {}) as { cursor?: string; reset?: boolean };
    onReady(frame.cursor ?? data.cursor ?? '', data.reset === true);
    dispatch({ type: 'ready', now: performance.now() });
  };

  return {
    start: () => dispatch({ type: 'start' }),
    stop: () => dispatch({ type: 'stop' }),
    wake: () => dispatch({ type: 'wake' }),
    link: () => link,
    async request<T>(type: string, data: object, commandId?: string) {
      const mine = socket;
      if (link.phase !== 'live' || !mine) return failed(clientErrors.offline);
      return requests.send<T>(mine.send, { type, data, ...(commandId ? { commandId } : {}) }, defaultTimeoutMs);
    },
    tell(type, data) {
      if (link.phase === 'live') socket?.send({ type, data });
    },
  };
}

/** Closed from this side: nothing was heard for too long. */
const localClose = 4000;
