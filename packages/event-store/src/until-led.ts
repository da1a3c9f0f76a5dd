import { backoff, type Logger, sleep } from '@messenger/kit';
import { NoResponders, RequestTimedOut } from '@messenger/messaging';
import { ErrorCode, NatsError } from 'nats';
import { OutcomeUnknown } from './append.ts';
import { JetStreamRefused } from './streams-api.ts';

/** How long the servers of a cluster have to find together. */
const patienceMs = 60_000;
/** Fewer servers are there than copies are asked for. */
const noPeers = 10005;

/** Does something that may be done again, until the servers of a cluster are there and have found their leaders. */
export async function untilLed<T>(log: Logger, work: () => Promise<T>): Promise<T> {
  const delay = backoff({ minMs: 100, maxMs: 2_000 });
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || performance.now() > deadline) throw error;
      log.warn({ err: error }, 'waiting for the servers');
      await sleep(delay());
    }
  }
}

function passes(error: unknown): boolean {
  if (error instanceof JetStreamRefused) return error.code === 503;
  if (error instanceof NatsError) {
    const { code, err_code } = error.api_error ?? {};
    return error.code === ErrorCode.Timeout || code === 503 || err_code === noPeers;
  }
  return error instanceof NoResponders || error instanceof RequestTimedOut || error instanceof OutcomeUnknown;
}
