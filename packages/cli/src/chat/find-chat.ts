import { type EventStore, slugBucket } from '@messenger/event-store';
import { isId } from '@messenger/proto';
import { Trouble } from '../trouble.ts';

/** The id of a chat, from its id or its slug. @throws Trouble when nobody holds the slug */
export async function findChat({ bus }: EventStore, idOrSlug: string): Promise<string> {
  if (isId(idOrSlug)) return idOrSlug;
  if (!/^[a-z0-9-]{3,50}$/.test(idOrSlug)) throw new Trouble(`"${idOrSlug}" is neither the id nor the slug of a chat.`);
  const { chatId } = await slugBucket(bus).get(idOrSlug);
  if (chatId === undefined) throw new Trouble(`No chat has the slug ${idOrSlug}.`);
  return chatId;
}
