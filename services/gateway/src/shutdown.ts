import { atMost } from '@messenger/kit';
import type { FastifyInstance } from 'fastify';
import type { Polls } from './poll/polls.ts';
import type { Devices } from './realtime/devices.ts';
import type { Connections } from './socket/connections.ts';

/** What a client may take to answer the closing of its socket, and a request to end, before it is cut off. */
const graceMs = 750;

export type Serving = {
  server: FastifyInstance;
  connections: Connections;
  polls: Polls;
  devices: Devices;
  spreadMs: number;
};

/** Sends everyone elsewhere: polls answer at once, sockets are closed over some time, requests in work end. */
export async function stopServing({ server, connections, polls, devices, spreadMs }: Serving): Promise<void> {
  const closed = server.close();
  polls.drain();
  await atMost(spreadMs + graceMs, connections.drain(spreadMs));
  devices.leave();
  await atMost(graceMs, closed);
  for (const connection of connections) connection.terminate();
  server.server.closeAllConnections();
  await closed;
}
