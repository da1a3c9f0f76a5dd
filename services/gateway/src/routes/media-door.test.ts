import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';
import { startOf } from '@messenger/proto';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { passToMedia } from './media-door.ts';

const shape = { generation: 'g', chatShards: 1 };

/** A gateway's door to media, and media, which answers so. */
async function openDoor(held: AsyncDisposableStack, answer: RequestListener): Promise<number> {
  const media = createServer(answer);
  await once(media.listen(0, '127.0.0.1'), 'listening');
  held.defer(() => void media.close().closeAllConnections());
  const app = fastify({ forceCloseConnections: true });
  held.defer(() => app.close());
  const secret = 'a secret of this installation, long enough';
  const pass = await passToMedia(app, { urls: [`http://127.0.0.1:${(media.address() as AddressInfo).port}`], secret });
  app.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));
  app.all('/api/image', async (request, reply) => {
    request.caller = { userId: newId(), sessionId: newId(), expiresAt: 0 };
    request.position = startOf(shape);
    return pass(request, reply);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}

test('who asks for images and takes none of their bytes keeps nobody else from theirs', async () => {
  await using held = new AsyncDisposableStack();
  const image = Buffer.alloc(8 * 1024 * 1024);
  const port = await openDoor(held, (_, response) => response.end(image));
  for (let i = 0; i < 64; i++) {
    const idle = connect({ host: '127.0.0.1', port });
    held.defer(() => void idle.destroy());
    idle.write('GET /api/image HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'readable');
  }
  const answer = await fetch(`http://127.0.0.1:${port}/api/image`, { signal: AbortSignal.timeout(5_000) });
  expect((await answer.arrayBuffer()).byteLength).toBe(image.length);
});

test('who leaves before an answer comes gives up the turn', async () => {
  await using held = new AsyncDisposableStack();
  let asked = 0;
  const port = await openDoor(held, (_, response) => {
    if (++asked > 64) response.end('image');
  });
  const gone = Array.from({ length: 64 }, () => connect({ host: '127.0.0.1', port }));
  for (const socket of gone) socket.write('GET /api/image HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => asked).toBe(64);
  const url = `http://127.0.0.1:${port}/api/image`;
  const waiting = fetch(url, { signal: AbortSignal.timeout(5_000) });
  await expect(Promise.race([waiting, sleep(200, 'waits')])).resolves.toBe('waits');
  for (const socket of gone) socket.destroy();
  expect(await (await waiting).text()).toBe('image');
  const head = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5_000) });
  expect([head.status, await head.text()]).toEqual([200, '']);
});

test('where media takes requests and answers none, each is told so within seconds, also those that wait for a turn', async () => {
  await using held = new AsyncDisposableStack();
  const port = await openDoor(held, () => undefined);
  const ask = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/api/image`, { signal: AbortSignal.timeout(15_000) });
    return [answer.status, Number(answer.headers.get('retry-after')) > 0];
  };
  expect(new Set((await Promise.all(Array.from({ length: 70 }, ask))).map(String))).toEqual(new Set(['503,true']));
});

test('an upload is passed on as it comes, and may be refused before its end', async () => {
  await using held = new AsyncDisposableStack();
  let received = 0;
  const port = await openDoor(held, (request, response) => {
    if (request.headers['content-length'] === '5') response.writeHead(413).end('no');
    else request.on('data', (chunk) => (received += chunk.length)).on('end', () => response.writeHead(201).end('made'));
  });
  const send = async (body: Uint8Array<ArrayBuffer>) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const answer = await fetch(`http://127.0.0.1:${port}/api/image`, { method: 'POST', headers, body });
    return [answer.status, await answer.text()];
  };
  expect(await send(new Uint8Array(900_000))).toEqual([201, 'made']);
  expect(received).toBe(900_000);
  expect(await send(new Uint8Array(5))).toEqual([413, 'no']);
});
