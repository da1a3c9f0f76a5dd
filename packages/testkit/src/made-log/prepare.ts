import { openEventStore, provision } from '@messenger/event-store';
import { silentLogger as log } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { silent, startStack } from '@messenger/stack';
import { operatorEnv } from '../messenger.ts';
import { migrateReadModel } from '../run-service.ts';
import { type LogSize, type MadeLog, makeLog } from './make-log.ts';
import { runMessenger } from './run-messenger.ts';

/** Seconds: `making` the log, `rebuilding` the tables with nothing else at work. */
export type Prepared = { made: MadeLog; making: number; rebuilding: number };

/** Fills an empty data directory with a log (`makeLog`) and the tables made from it. @throws when some of it was not stored */
export async function prepareData(dataDir: string, size: LogSize): Promise<Prepared> {
  await using stack = await startStack({ dataDir, log: silent, only: ['nats', 'postgres'], durable: true });
  const operator = stack.natsFor('operator');
  await using bus = await connectBus({ ...operator, name: 'prepare', log });
  await provision(bus, { chatShards: 1, log });
  await migrateReadModel(stack.databaseUrl!);
  const store = await openEventStore(bus, { log });
  const before = performance.now();
  const made = await makeLog(store, size);
  const ends = await Promise.all(['DIRECTORY', 'CHAT-0', 'RECEIPTS-0'].map((stream) => store.bounds(stream)));
  const stored = ends.reduce((sum, { last }) => sum + last - 1, 0);
  if (stored !== made.events) throw new Error(`${stored} events are stored of ${made.events}`);
  const making = (performance.now() - before) / 1_000;
  const env = operatorEnv({ ...stack, natsFor: () => operator });
  const { seconds } = await runMessenger<{ seconds: number }>('rebuild', env);
  return { made, making, rebuilding: seconds };
}
