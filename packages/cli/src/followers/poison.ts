import type { FollowersReply } from '@messenger/proto';
import type { Context } from '../context.ts';
import { readPoison } from './read-model.ts';

/** An event that could not be taken in, and by whom. */
export type Poison = {
  stream: string;
  seq: number;
  subject: string;
  /** As the event says, where it can be read that far. */
  type: string | null;
  /** When the server took it; null when the log does not hold it any more. */
  storedAt: string | null;
  reason: string;
  setAsideBy: string[];
};

/** More than these are not shown: then something else is wrong than some events. */
const most = 1_000;

/**
 * What was set aside: by projection, which keeps it in a table, and by everyone else since they were started. Once for
 * each event, in the order of the log.
 */
export async function poisonIn(context: Context, replies: FollowersReply[]): Promise<Poison[]> {
  const found = new Map<string, Poison>();
  const add = (by: string, { stream, seq, subject, reason }: Pick<Poison, 'stream' | 'seq' | 'subject' | 'reason'>) => {
    const key = `${stream} ${seq}`;
    const known = found.get(key) ?? { stream, seq, subject, type: null, storedAt: null, reason, setAsideBy: [] };
    if (!known.setAsideBy.includes(by)) known.setAsideBy.push(by);
    found.set(key, known);
  };
  for (const kept of await readPoison(context, most)) add('projection', kept);
  for (const { setAside } of replies) for (const told of setAside) add(told.by, told);
  const store = await context.events();
  const poison = [...found.values()].toSorted((a, b) => a.stream.localeCompare(b.stream) || a.seq - b.seq);
  for (const event of poison.slice(0, most)) {
    const stored = await store.at(event.stream, event.seq);
    if (stored?.subject !== event.subject) continue;
    event.type = typeIn(stored.data);
    event.storedAt = stored.storedAt.toISOString();
  }
  return poison.slice(0, most);
}

/** The type that a stored event claims to have. */
function typeIn(data: Uint8Array): string | null {
  try {
    const { type } = JSON.parse(new TextDecoder().decode(data)) as { type?: unknown };
    return typeof type === 'string' ? type : null;
  } catch {
    return null;
  }
}
