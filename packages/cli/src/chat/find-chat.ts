import type { EventStore } from '@messenger/event-store';
import { buckets, isId } from '@messenger/proto';
import { Trouble } from '../trouble.ts';

/** The id of a chat, from its id or its slug. @throws Trouble when nobody holds the slug */
export async function findChat({ bus }: EventStore, idOrSlug: string): Promise<string> {
  if (isId(idOrSlug)) return idOrSlug;
  if (!/^[a-z0-9-]{3,50}$/.test(idOrSlug)) throw new Trouble(`"${idOrSlug}" is neither the id nor the slug of a chat.`);
  const slugs = await bus.nc.jetstream().views.kv(buckets.slugs.name, { bindOnly: true });
  const entry = await slugs.get(idOrSlug);
  if (entry?.operation !== 'PUT') throw new Trouble(`No chat has the slug ${idOrSlug}.`);
  return entry.string();
}
