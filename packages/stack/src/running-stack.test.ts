import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runningStack } from './running-stack.ts';

test('is as its process wrote it down, the folder of images too', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'messenger-running-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const written = (lines: string[]) => writeFileSync(join(dataDir, 'stack.env'), lines.join('\n'));
  written(["MEDIA_DIR='/elsewhere/images'", "NATS_URL='nats://127.0.0.1:4999'", "REDIS_URL='redis://127.0.0.1:1'"]);
  expect(runningStack(dataDir, {})).toMatchObject({ mediaDir: '/elsewhere/images', redisUrl: 'redis://127.0.0.1:1' });
  expect(runningStack(dataDir, {}).natsFor('auth')).toMatchObject({ url: 'nats://127.0.0.1:4999', user: 'auth' });
  const foreign = { NATS_URL: 'nats://127.0.0.1:4999', NATS_PASSWORD_CHAT_COMMAND: 'theirs' };
  expect(runningStack(dataDir, foreign).natsFor('chat-command')).toMatchObject({ password: 'theirs' });
  written(["S3_ENDPOINT='https://s3.test'"]);
  expect(() => runningStack(dataDir, {})).toThrow(/names no NATS server/);
});
