import websocket from '@fastify/websocket';
import { maxFrameBytes } from '@messenger/proto';
import type { FastifyInstance } from 'fastify';

/**
 * Has routes take WebSockets. Before every other hook: a request to upgrade that one of them refuses would keep its
 * connection for ever, since the plugin ends only those that it has seen.
 */
export async function takeUpgrades(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: maxFrameBytes, perMessageDeflate: false, clientTracking: false },
    // The socket closes itself with the right code; cutting it off here would lose that.
    errorHandler: (error) => app.log.debug({ err: error }, 'socket error'),
    preClose: (done) => done(),
  });
}
