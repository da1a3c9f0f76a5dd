import { newId } from '@messenger/kit';
import { closeCodes, encodeCursor, heartbeatSeconds, isRefusal } from '@messenger/proto';
import { unauthenticated } from '../auth/tokens.ts';
import { isOfThisLog } from '../live/delta.ts';
import { errorFrame, okFrame } from './answer.ts';
import { comeBackSeconds } from './connections.ts';
import type { Decoded } from './decode-frame.ts';
import { Device } from './device.ts';
import type { Outbox } from './outbox.ts';
import { tellPresence } from './presence.ts';
import { serve } from './serve.ts';
import type { SocketServices } from './services.ts';

/** A socket that has said hello, and what to do with it. */
export type Greeting = {
  frame: Extract<Decoded, { type: 'hello' }>;
  outbox: Outbox;
  /** Aborted when the socket closes. */
  signal: AbortSignal;
  close: (code: number, reason?: string) => void;
  /** Called once the user is known. */
  identified: (device: Device) => void;
};

/** When whoever has as many sockets as one may have is to look again. */
const tooManySeconds = '30';

/** Finds out whose socket it is and begins to serve it. Undefined if it was closed instead. */
export async function greet(greeting: Greeting, services: SocketServices): Promise<Device | undefined> {
  const { frame, outbox, signal, close, identified } = greeting;
  const requestId = newId();
  const caller = await services.tokens.verify(frame.data.token);
  if (signal.aborted) return undefined;
  if (isRefusal(caller)) {
    if (caller.code === 'unavailable') close(closeCodes.draining, comeBackSeconds());
    else {
      outbox.push(errorFrame(frame.id, unauthenticated(), requestId));
      close(closeCodes.unauthenticated);
    }
    return undefined;
  }
  if (services.connections.countOf(caller.userId) >= services.maxUserSockets) {
    close(closeCodes.draining, tooManySeconds);
    return undefined;
  }
  const device = new Device(caller, outbox, (of, userId) => void tellPresence(of, [userId], services));
  identified(device);
  if (services.tokens.hasEnded(device.sessionId)) {
    close(closeCodes.unauthenticated);
    return undefined;
  }
  const holding = services.hub.hold(device);
  const cursor = frame.data.cursor ?? undefined;
  const { userId, sessionId } = device;
  const servedFrom = cursor !== undefined && isOfThisLog(cursor, holding.at) ? cursor : encodeCursor(holding.at);
  outbox.push(okFrame(frame.id, { data: { userId, sessionId, heartbeatSeconds, cursor: servedFrom } }));
  serve({ device, holding, cursor, outbox, signal, close, requestId }, services).catch((error) => {
    services.log.error({ err: error, requestId }, 'catching up failed');
    close(closeCodes.draining, comeBackSeconds());
  });
  return device;
}
