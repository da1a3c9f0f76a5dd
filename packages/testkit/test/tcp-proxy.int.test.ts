import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tcpProxy } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const echo = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.pipe(socket);
});
beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
});
afterAll(() => void echo.close());

async function line() {
  const proxy = await tcpProxy({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
  const socket = connect(proxy.port, '127.0.0.1');
  socket.on('error', () => undefined);
  let heard = '';
  socket.on('data', (data) => {
    heard += data;
  });
  return { proxy, socket, heard: () => heard };
}

test('what is sent through a stalled line waits, whole and in order', async () => {
  const { proxy, socket, heard } = await line();
  await using _ = proxy;
  socket.write('one ');
  await expect.poll(heard).toBe('one ');
  proxy.stall(true);
  socket.write('two ');
  socket.write('three');
  // A round trip on another line takes longer than one that does not wait.
  const other = await line();
  await using __ = other.proxy;
  other.socket.write('x');
  await expect.poll(other.heard).toBe('x');
  expect(heard()).toBe('one ');
  proxy.stall(false);
  await expect.poll(heard).toBe('one two three');
});

test('a slow and delayed line loses and swaps nothing', async () => {
  const { proxy, socket, heard } = await line();
  await using _ = proxy;
  proxy.delay(5);
  proxy.throttle(50_000);
  const text = Array.from({ length: 400 }, (_, n) => `${n} `).join('');
  socket.write(text.slice(0, 700));
  socket.write(text.slice(700));
  await expect.poll(heard).toBe(text);
});

test('a stalled line can be cut', async () => {
  const { proxy, socket } = await line();
  await using _ = proxy;
  await once(socket, 'connect');
  proxy.stall(true);
  socket.write('lost');
  const closed = new Promise((resolve) => socket.on('close', resolve));
  proxy.cut();
  await closed;
});
