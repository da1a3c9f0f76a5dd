import { type EventStore, openEventStore, provision } from '@messenger/event-store';
import { silentLogger } from '@messenger/kit';
import { type Bus, connectBus } from '@messenger/messaging';
import type { ServiceUser } from '@messenger/proto';
import type { TestStack } from './stack.ts';

export type TestLog = AsyncDisposable & { bus: Bus; events: EventStore };

/** Makes the log's streams in a fresh stack. */
export async function provisionLog(stack: TestStack, chatShards = 1): Promise<void> {
  await using bus = await connectBus({ ...stack.natsFor('operator'), name: 'operator', log: silentLogger });
  await provision(bus, { chatShards, log: silentLogger });
}

/** The log of a provisioned stack, as one of its users may see it. */
export async function openLog(stack: TestStack, user: ServiceUser = 'operator'): Promise<TestLog> {
  const bus = await connectBus({ ...stack.natsFor(user), name: user, log: silentLogger });
  const events = await openEventStore(bus, { log: silentLogger });
  return { bus, events, [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose]() };
}
