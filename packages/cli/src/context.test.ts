import { expect, test } from 'vitest';
import { openContext } from './context.ts';

test('a server that is away is named without the password in its address', async () => {
  const NATS_URL = 'nats://op:hunter2@127.0.0.1:1,nats://op:hunter2@127.0.0.1:2';
  await using context = openContext({ NATS_URL, DATA_DIR: '/nowhere' }, false);
  await expect(context.bus()).rejects.toThrow(/^NATS at nats:\/\/127\.0\.0\.1:1,nats:\/\/127\.0\.0\.1:2 cannot/);
});
