import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import multipart from '@fastify/multipart';
import { isRefusal } from '@messenger/proto';
import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { receive } from './receive.ts';

const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n';
const foot = '\r\n--x--\r\n';

/** A door that answers what it received; `sent` sends it so many bytes, this many at a time. */
async function openDoor(held: AsyncDisposableStack) {
  const app = fastify();
  held.defer(() => app.close());
  held.defer(() => app.server.closeAllConnections());
  await app.register(multipart);
  app.post('/', async (request) => {
    const file = await receive(request, { graceSeconds: 2, leastPerSecond: 1_000 });
    return isRefusal(file) ? file.code : `${file.length} bytes`;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return async (before: string, chunk: number, chunks: number) => {
    const socket = connect({ host: '127.0.0.1', port });
    held.defer(() => void socket.destroy());
    const length = before.length + chunk * chunks + foot.length;
    const kind = 'Content-Type: multipart/form-data; boundary=x';
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${kind}\r\nContent-Length: ${length}\r\n\r\n${before}`);
    const answered = once(socket, 'data').then(([data]) => String(data).split('\r\n\r\n')[1]!);
    let ended = false;
    answered.then(() => {
      ended = true;
    });
    for (let i = 0; i < chunks && !ended; i++) {
      await sleep(100);
      socket.write(Buffer.alloc(chunk));
    }
    if (!ended) socket.write(foot);
    return answered;
  };
}

test('an upload that comes too slowly is ended, within its file or before it, and one that comes fast enough is not', async () => {
  await using held = new AsyncDisposableStack();
  const sent = await openDoor(held);
  const began = performance.now();
  const slow = Promise.all([sent(head, 10, 60), sent('', 10, 60)]);
  const fast = Promise.all([sent(head, 400, 30), sent(head, 5_000, 1)]);
  expect(await slow).toEqual(['unavailable', 'unavailable']);
  // What is sent in tenths of a second would take six.
  expect(performance.now() - began).toBeLessThan(6_000);
  expect(await fast).toEqual(['12000 bytes', '5000 bytes']);
});
