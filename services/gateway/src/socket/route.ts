import { closeCodes, Refused, refuse } from '@messenger/proto';
import type { FastifyInstance } from 'fastify';
import { isSameOrigin } from '../auth/same-origin.ts';
import { Connection } from './connection.ts';
import { comeBackSeconds } from './connections.ts';
import type { SocketServices } from './services.ts';

/** `/ws`: for pages of this origin, and for programs, which send no Origin. */
export async function socketRoute(
  app: FastifyInstance,
  services: SocketServices & { accepting: () => boolean },
): Promise<void> {
  app.route({
    method: 'GET',
    url: '/ws',
    onRequest: async (request) => {
      if (request.headers.origin !== undefined && !isSameOrigin(request)) {
        throw new Refused(refuse('forbidden', 'This may only come from the application itself.'));
      }
    },
    handler: async () => {
      throw new Refused(refuse('validation_failed', 'Open this as a WebSocket.'));
    },
    wsHandler: (ws, request) => {
      if (!services.accepting() || services.connections.size >= services.maxConnections) {
        ws.close(closeCodes.draining, comeBackSeconds());
        return;
      }
      new Connection(ws, request.raw.socket, services);
    },
  });
}
