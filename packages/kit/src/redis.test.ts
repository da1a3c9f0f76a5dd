import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { connectRedis } from './redis.ts';

test('a password that is refused is in no log, however much is logged', async () => {
  await using held = new AsyncDisposableStack();
  const server = createServer((socket) => socket.on('data', () => socket.write('-WRONGPASS invalid password\r\n')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  held.defer(() => void server.close());
  let logged = '';
  const log = pino(
    { level: 'trace' },
    new Writable({
      write(chunk, _, done) {
        logged += chunk;
        done();
      },
    }),
  );
  const url = `redis://:hunter2@127.0.0.1:${(server.address() as AddressInfo).port}`;
  held.use(connectRedis(url, { name: 'test', log, answerMs: 500, whileAway: 'nothing' }));
  await expect.poll(() => logged).toContain('WRONGPASS');
  expect(logged).not.toContain('hunter2');
});
