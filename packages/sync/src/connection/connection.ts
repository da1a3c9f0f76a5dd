import type { Push, Welcome } from '@messenger/proto';
import { closeCodes } from '@messenger/proto/limits';
import type { TokenProvider } from '../http/http-client.ts';
import { clientErrors, failed } from '../result.ts';
import type { Result } from '../types.ts';
import { heartbeat } from './heartbeat.ts';
import type { Cause, Link, LinkEffect } from './link.ts';
import { createMachine } from './machine.ts';
import { type Answer, createRequests } from './requests.ts';
import { type Trial, trySocket } from './trial.ts';
import { localClose, type OpenWire, type ServerFrame, type Via, type Wire } from './wire.ts';

export type ConnectionOptions = {
  openWire: OpenWire;
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
  /** `tab`: through the tab that holds the socket. */
  start(via?: 'socket' | 'tab'): void;
  stop(): void;
  wake(): void;
  link(): Link;
  /** What carries it, or is tried next. */
  via(): 'socket' | 'poll' | undefined;
  isLive(): boolean;
  /** Asks over the live wire; `offline` where there is none. */
  request<T>(type: string, data: object, commandId?: string): Promise<Result<Answer<T>>>;
  /** Tells without waiting for an answer; lost where there is no live wire. */
  tell(type: string, data: object): void;
};

const defaultTimeoutMs = 10_000;
const helloTimeoutMs = 60_000;

/** Does what the state machine of `link.ts` asks for, and feeds it with what happens. */
export function createConnection(options: ConnectionOptions): Connection {
  const { openWire, token, device, cursor, onWelcome, onPush, onReady, onLink } = options;
  const requests = createRequests();
  let wire: Wire | undefined;
  let trial: Trial | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const machine = createMachine({
    perform: (effect) => perform(effect),
    leftPhase: () => clearTimeout(timer),
    onLink,
  });
  const { dispatch, link } = machine;
  const closed = (code: number, reason = '', cause: Cause = 'closed') =>
    dispatch({ type: 'closed', code, reason, cause, now: performance.now(), random: Math.random() });

  const pulse = heartbeat({
    ping: () => wire?.send({ type: 'ping', data: {} }),
    lost: () => closed(localClose, 'silent', 'silent'),
  });

  const perform = (effect: LinkEffect): void => {
    switch (effect.do) {
      case 'authorise':
        void authorise(effect.force);
        break;
      case 'open':
        open(effect.via);
        break;
      case 'greet':
        void greet(effect.token);
        break;
      case 'close':
        pulse.stop();
        trial?.end();
        wire?.end();
        wire = undefined;
        requests.disconnected();
        break;
      case 'wait':
        timer = setTimeout(() => dispatch({ type: 'retry' }), effect.ms);
        break;
      case 'deadline':
        timer = setTimeout(() => closed(localClose, 'too slow', 'silent'), effect.ms);
        break;
      case 'probe':
        pulse.probe();
        break;
      case 'trySocket':
        tryAfter(effect.ms);
        break;
      case 'adopt':
        adopt();
        break;
    }
  };

  const open = (via: Via) => {
    try {
      const mine: Wire = openWire(via, {
        opened: () => mine === wire && dispatch({ type: 'opened' }),
        frame: (frame) => mine === wire && take(frame),
        closed: (code, reason) => mine === wire && closed(code, reason),
      });
      wire = mine;
    } catch {
      // A page that may not open sockets (a policy, an extension) is told so by an exception.
      closed(localClose, 'not allowed', 'barred');
    }
  };

  const hello = (accessToken: string) => ({
    token: accessToken,
    cursor: cursor() ?? null,
    ...(device === undefined ? {} : { device }),
  });

  const tryAfter = (ms: number) => {
    trial?.end();
    trial = trySocket(ms, {
      openWire,
      hello: async () => {
        const access = await token(false);
        return access.ok ? hello(access.value) : undefined;
      },
      welcomed(frame) {
        dispatch({ type: 'probed' });
        welcomed(frame);
      },
      failed: () => dispatch({ type: 'probeFailed', random: Math.random() }),
      frame: take,
      closed,
    });
  };

  /** The polls end in the same moment in which the socket takes over: neither misses what the other has. */
  const adopt = () => {
    wire?.end();
    requests.disconnected();
    wire = trial?.wire;
    trial = undefined;
    pulse.heard();
  };

  const authorise = async (force: boolean) => {
    const asked = link();
    const access = await token(force);
    if (link() !== asked) return;
    dispatch(access.ok ? { type: 'token', token: access.value } : { type: 'tokenFailed', random: Math.random() });
  };

  const greet = async (accessToken: string) => {
    pulse.start();
    const mine = wire;
    const frame = { type: 'hello', data: hello(accessToken) };
    const answer = await requests.send<Welcome>((whole) => mine?.send(whole), frame, helloTimeoutMs);
    if (mine !== wire || answer.ok) return;
    closed(answer.error.code === 'unauthenticated' ? closeCodes.unauthenticated : localClose, answer.error.code);
  };

  const welcomed = (frame: ServerFrame) => onWelcome(frame.data as Welcome);

  const take = (frame: ServerFrame) => {
    pulse.heard();
    if (frame.type === 'ok' || frame.type === 'error') {
      // Taken here and not where hello waits for it: pushes may follow in the same tick.
      if (frame.type === 'ok' && link().phase === 'greeting') {
        welcomed(frame);
        dispatch({ type: 'welcomed' });
      }
      return requests.answered(frame);
    }
    if (frame.type !== 'ready') return onPush(frame as Push);
    const data = (frame.data ?? {}) as { cursor?: string; reset?: boolean };
    onReady(frame.cursor ?? data.cursor ?? '', data.reset === true);
    dispatch({ type: 'ready', now: performance.now(), random: Math.random() });
  };

  return {
    start: (via = 'socket') => dispatch({ type: 'start', via }),
    stop: () => dispatch({ type: 'stop' }),
    wake: () => dispatch({ type: 'wake' }),
    link,
    via() {
      const now = link();
      if (now.phase === 'idle') return undefined;
      return now.route.via === 'tab' ? wire?.via?.() : now.route.via;
    },
    isLive: () => link().phase === 'live',
    async request<T>(type: string, data: object, commandId?: string) {
      const mine = wire;
      if (link().phase !== 'live' || !mine) return failed(clientErrors.offline);
      return requests.send<T>(mine.send, { type, data, ...(commandId ? { commandId } : {}) }, defaultTimeoutMs);
    },
    tell(type, data) {
      if (link().phase === 'live') wire?.send({ type, data });
    },
  };
}
