import type { SlugLine } from './format.ts';
import type { ArchivedEvent } from './read-archive.ts';

/** Collects which slugs are to be held once an archive is in the log. */
export type HeldSlugs = {
  /** Told of each event that is kept, in order. */
  see(event: ArchivedEvent): void;
  /** Told of each slug that was held when the archive's last lines were written. */
  add(line: SlugLine): void;
  /**
   * What each open chat's events end with, held for it whoever had it later, and what else was held: that lapses where its
   * chat does not have it.
   */
  list(): SlugLine[];
};

export function createHeldSlugs(): HeldSlugs {
  const slugOf = new Map<string, string>();
  const held = new Map<string, string>();
  return {
    see(archived) {
      const slug = slugAfter(archived);
      if (slug) slugOf.set(archived.key, slug);
      else if (slug === null) slugOf.delete(archived.key);
    },
    add: ({ slug, chatId }) => void held.set(slug, chatId),
    list() {
      const slugs = new Map(held);
      for (const [chatId, slug] of slugOf) {
        // Two have it where one gave it to the other between the ends of their streams: it stays whose it was then.
        const holder = slugs.get(slug);
        if (holder === undefined || slugOf.get(holder) !== slug) slugs.set(slug, chatId);
      }
      return [...slugs].map(([slug, chatId]) => ({ slug, chatId }));
    },
  };
}

/** The slug of a chat after an event of it, undefined where that says nothing of it. */
function slugAfter({ event }: ArchivedEvent): string | null | undefined {
  switch (event?.type) {
    case 'ChatCreated':
    case 'ChatUpdated':
      return event.data.slug;
    case 'ChatDeleted':
      return null;
    case 'MemberLeft':
      return event.data.closed ? null : undefined;
    default:
      return undefined;
  }
}
