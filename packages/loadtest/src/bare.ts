/**
 * The physical limit to compare with: a WebSocket server that stores nothing, checks nothing and sends each message to
 * the members of its room. It takes the rooms from its parent, and the user's number for a token.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Room } from './world/world.ts';

const rooms = new Map<string, { members: readonly number[]; version: number }>();
const sockets = new Map<number, Set<WebSocket>>();

function heard(ws: WebSocket, frame: { type: string; id: string; data: Record<string, string> }): void {
  if (frame.type === 'hello') {
    const user = Number(frame.data.token);
    const own = sockets.get(user) ?? new Set();
    sockets.set(user, own.add(ws));
    ws.on('close', () => own.delete(ws));
    ws.send(JSON.stringify({ type: 'ok', id: frame.id, data: {} }));
    ws.send(JSON.stringify({ type: 'ready', data: {} }));
    return;
  }
  if (frame.type !== 'message:send') return;
  const { chatId = '', messageId, text } = frame.data;
  const room = rooms.get(chatId);
  if (!room) return;
  const version = ++room.version;
  const data = { id: messageId, chatId, version, ordinal: version, text };
  const bytes = Buffer.from(JSON.stringify({ type: 'message:new', id: messageId, chatId, version, data }));
  ws.send(JSON.stringify({ type: 'ok', id: frame.id, data: { messageId, version } }));
  for (const member of room.members) {
    for (const socket of sockets.get(member) ?? []) socket.send(bytes, { binary: false });
  }
}

const http = createServer();
const server = new WebSocketServer({ server: http, path: '/ws', perMessageDeflate: false });
process.once('message', (all: Room[]) => {
  for (const { id, members } of all) rooms.set(id, { members, version: 0 });
  server.on('connection', (ws) => ws.on('message', (bytes) => heard(ws, JSON.parse(bytes.toString()))));
  http.listen(0, '127.0.0.1', () => {
    process.send?.({ urls: [`http://127.0.0.1:${(http.address() as AddressInfo).port}`] });
  });
});
process.once('disconnect', () => {
  for (const socket of server.clients) socket.terminate();
  http.close();
});
