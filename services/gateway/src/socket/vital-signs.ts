import { closeCodes } from '@messenger/proto';

/** What is known of a socket at a moment, times in ms on one clock but `tokenExpiresAt`, which is wall-clock time. */
export type VitalSigns = {
  openedAt: number;
  /** Undefined until `hello` was accepted. */
  tokenExpiresAt: number | undefined;
  lastHeardAt: number;
  lastPingAt: number;
  /** Since when more is waiting to be sent than a healthy client leaves waiting; undefined while it keeps up. */
  behindSince: number | undefined;
};

export type Timing = { helloMs: number; pingMs: number; silenceMs: number; behindMs: number };

export type Due = 'nothing' | 'ping' | 'terminate' | { close: number };

/** What a socket is due: the one place that knows every clock of a connection. */
export function dueOf(socket: VitalSigns, timing: Timing, now: number, wallClock: number): Due {
  if (now - socket.lastHeardAt >= timing.silenceMs) return 'terminate';
  if (socket.tokenExpiresAt === undefined && now - socket.openedAt >= timing.helloMs) {
    return { close: closeCodes.helloTimeout };
  }
  if (socket.tokenExpiresAt !== undefined && wallClock >= socket.tokenExpiresAt) {
    return { close: closeCodes.unauthenticated };
  }
  if (socket.behindSince !== undefined && now - socket.behindSince >= timing.behindMs) {
    return { close: closeCodes.fellBehind };
  }
  return now - socket.lastPingAt >= timing.pingMs ? 'ping' : 'nothing';
}
