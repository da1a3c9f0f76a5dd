import type { http } from '@messenger/proto';

const rank = { online: 0, away: 1, offline: 2 } as const;
const names = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Contacts as people look for them: online first, then away, then offline, each by name (R10). */
export function listed(contacts: readonly http.Contact[]): http.Contact[] {
  return contacts.toSorted(
    (a, b) =>
      rank[a.presence] - rank[b.presence] ||
      names.compare(a.user.displayName, b.user.displayName) ||
      names.compare(a.user.username, b.user.username),
  );
}
