import { openEventStore } from '@messenger/event-store';
import { silentLogger as log } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { type Difference, verifyReadModel } from '@messenger/read-model';
import type { Stack } from '@messenger/stack';

/** What `messenger verify` finds, in words: rows of the read model that are not what the log says, flaws of the log. */
export async function verifyTables(stack: Stack): Promise<string[]> {
  if (stack.databaseUrl === undefined) throw new Error('Postgres was not started here');
  await using bus = await connectBus({ ...stack.natsFor('operator'), name: 'chaos', log });
  const store = await openEventStore(bus, { log });
  const { differences, flaws, poison, unchecked } = await verifyReadModel({
    ...{ store, log },
    databaseUrl: stack.databaseUrl,
    schema: 'read',
  });
  return [
    ...differences.map(inWords),
    ...[...flaws, ...poison].map((flaw) => `${flaw.stream} ${flaw.seq}: ${'what' in flaw ? flaw.what : flaw.reason}`),
    ...(unchecked === 0 ? [] : [`the receipts of ${unchecked} chats were not taken in`]),
  ].map((found) => `verify: ${found}`);
}

const inWords = ({ table, key, kind, columns }: Difference): string =>
  `${table} ${JSON.stringify(key)} ${kind} ${columns.map(({ name, found, expected }) => `${name}: ${found} instead of ${expected}`).join(', ')}`;
