import type { Bus } from '@messenger/messaging';
import { buckets, type ChatId } from '@messenger/proto';
import type { KvEntry } from 'nats';

/**
 * What the bucket says of a slug. `chatId`: for which chat it is held, undefined when for none. `revision`: of this entry,
 * 0 when there never was one.
 */
export type SlugEntry = { chatId: ChatId | undefined; revision: number };

/** The bucket that says which slug is held for which chat. */
export type SlugBucket = {
  get(slug: string): Promise<SlugEntry>;
  /** Holds a slug for a chat, if it is still as it was read. @returns the revision it has now */
  put(slug: string, chatId: ChatId, { revision }: Pick<SlugEntry, 'revision'>): Promise<number>;
  /** Holds a slug for none, if it is still as it was read. */
  delete(slug: string, { revision }: Pick<SlugEntry, 'revision'>): Promise<void>;
  /** Every slug that is held, and for which chat. */
  all(): AsyncIterable<{ slug: string; chatId: ChatId }>;
};

/** The bucket on this connection; each call rejects while it cannot be reached, `put` and `delete` also when overtaken. */
export function slugBucket(bus: Bus): SlugBucket {
  // Nobody but the operator may make it.
  const open = () => bus.nc.jetstream().views.kv(buckets.slugs.name, { bindOnly: true });
  return {
    get: async (slug) => entryOf(await (await open()).get(slug)),
    put: async (slug, chatId, { revision }) => (await open()).put(slug, chatId, { previousSeq: revision }),
    delete: async (slug, { revision }) => (await open()).delete(slug, { previousSeq: revision }),
    async *all() {
      const kv = await open();
      for await (const slug of await kv.keys()) {
        const { chatId } = entryOf(await kv.get(slug));
        if (chatId !== undefined) yield { slug, chatId };
      }
    },
  };
}

const entryOf = (entry: KvEntry | null): SlugEntry => ({
  chatId: entry?.operation === 'PUT' ? entry.string() : undefined,
  revision: entry?.revision ?? 0,
});
