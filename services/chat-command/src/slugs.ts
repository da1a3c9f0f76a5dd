import { slugBucket } from '@messenger/event-store';
import { backoff, type Logger, LruCache, sleep } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { type ChatId, type Refusal, refuse, unavailable } from '@messenger/proto';

/** A slug held for a chat, as of one revision: whoever reserves it again for the same chat makes another. */
export type Reservation = { slug: string; revision: number; isNew: boolean };

/** Who holds which slug. A reservation counts while its chat has the slug, or while its command may be under way. */
export type Slugs = {
  /** Holds a slug for a chat, `isNew` if the chat did not hold it yet; `slug_taken` while another does. */
  reserve(slug: string, chatId: ChatId): Promise<Reservation | Refusal>;
  /** The reservation as it stands, if it is the chat's. */
  held(slug: string, chatId: ChatId): Promise<Reservation | undefined>;
  /** Gives a slug back, unless it was reserved again since; failing that, it lapses. */
  release(reservation: Reservation): Promise<void>;
};

/** Slugs of which it is remembered since when they are held as they are, the last that were asked for. */
const maxSeen = 10_000;
/** Each try that fails means that somebody else got through. */
const maxTries = 8;

/**
 * @param slugOf the slug that a chat has, as the leader of its log says
 * @param lapseMs longer than any command is tried: a reservation that was not seen unchanged for so long, by this process's
 * own clock, may belong to one that is under way
 */
export function createSlugs(
  bus: Bus,
  slugOf: (chatId: ChatId) => Promise<string | null>,
  { log, lapseMs = 60_000 }: { log: Logger; lapseMs?: number },
): Slugs {
  const bucket = slugBucket(bus);
  const seen = new LruCache<{ revision: number; since: number }>({ maxWeight: maxSeen });
  const unchangedForMs = (slug: string, revision: number): number => {
    const now = performance.now();
    const known = seen.get(slug);
    if (known?.revision === revision) return now - known.since;
    seen.set(slug, { revision, since: now });
    return 0;
  };
  const lapsed = async (holder: ChatId, revision: number, slug: string): Promise<boolean> =>
    unchangedForMs(slug, revision) > lapseMs && (await slugOf(holder)) !== slug;

  const tryReserve = async (slug: string, chatId: ChatId): Promise<Reservation | Refusal> => {
    const entry = await bucket.get(slug);
    const holder = entry.chatId;
    if (holder !== undefined && holder !== chatId && !(await lapsed(holder, entry.revision, slug))) {
      return refuse('slug_taken', 'That address is taken.');
    }
    const revision = await bucket.put(slug, chatId, entry);
    return { slug, revision, isNew: holder !== chatId };
  };

  return {
    async reserve(slug, chatId) {
      const delay = backoff({ minMs: 5, maxMs: 250 });
      for (let tries = 1; ; tries++) {
        try {
          return await tryReserve(slug, chatId);
        } catch (error) {
          if (tries === maxTries) {
            log.warn({ err: error, slug }, 'slug not reserved');
            return unavailable();
          }
          await sleep(delay());
        }
      }
    },
    async held(slug, chatId) {
      const { chatId: holder, revision } = await bucket.get(slug);
      return holder === chatId ? { slug, revision, isNew: false } : undefined;
    },
    async release(reservation) {
      const { slug } = reservation;
      try {
        await bucket.delete(slug, reservation);
      } catch (error) {
        log.info({ err: error, slug }, 'slug left to lapse');
      }
    },
  };
}
