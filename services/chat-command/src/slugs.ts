import type { Logger } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { buckets, type ChatId } from '@messenger/proto';
import type { KV, KvEntry } from 'nats';

/** Who holds which slug. A reservation counts while its chat has the slug, or while its command may be under way. */
export type Slugs = {
  /** True when the slug is the chat's now. */
  reserve(slug: string, chatId: ChatId): Promise<boolean>;
  /** Gives a slug back if the chat holds it; failing that, it lapses. */
  release(slug: string, chatId: ChatId): Promise<void>;
};

/** Longer than any command is tried: a younger reservation may belong to one that is under way. */
const lapseMs = 60_000;

export function createSlugs(bus: Bus, slugOf: (chatId: ChatId) => Promise<string | null>, log: Logger): Slugs {
  const bucket = (): Promise<KV> => bus.nc.jetstream().views.kv(buckets.slugs.name, { bindOnly: true });

  const lapsed = async (entry: KvEntry, slug: string): Promise<boolean> =>
    Date.now() - entry.created.getTime() > lapseMs && (await slugOf(entry.string())) !== slug;

  return {
    async reserve(slug, chatId) {
      const kv = await bucket();
      const held = await kv.get(slug);
      if (held && held.operation === 'PUT') {
        if (held.string() === chatId) return true;
        if (!(await lapsed(held, slug))) return false;
      }
      const revision = held?.revision ?? 0;
      return kv.update(slug, chatId, revision).then(
        () => true,
        async () => (await kv.get(slug))?.string() === chatId,
      );
    },
    async release(slug, chatId) {
      try {
        const kv = await bucket();
        const held = await kv.get(slug);
        if (held?.string() === chatId) await kv.delete(slug, { previousSeq: held.revision });
      } catch (error) {
        log.warn({ err: error, slug }, 'slug not released');
      }
    },
  };
}
