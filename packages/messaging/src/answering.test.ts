import { metrics, silentLogger } from '@messenger/kit';
import { queries } from '@messenger/proto';
import type { Msg } from 'nats';
import { expect, test } from 'vitest';
import { createAnswering, handle, raw } from './answering.ts';

test('an answer that cannot be sent counts as the failure that its caller is told of', async () => {
  const answers: string[] = [];
  const message = {
    subject: queries.me.subject,
    reply: '_INBOX.gateway.1',
    string: () => JSON.stringify({ by: '0a21556a-3bff-71c1-92c4-935419f76185' }),
    respond(data: string) {
      if (data.length > 100) throw new Error('MAX_PAYLOAD_EXCEEDED');
      answers.push(data);
      return true;
    },
  } as unknown as Msg;
  const answering = createAnswering({ log: silentLogger, concurrency: 1 });
  answering.take(
    null,
    message,
    handle(queries.me, async () => raw('x'.repeat(101))),
  );
  await answering.idle();
  expect(answers).toEqual([expect.stringContaining('internal')]);
  expect(await metrics.metrics()).toContain(
    `nats_request_duration_seconds_count{endpoint="${queries.me.subject}",outcome="internal"} 1`,
  );
});
