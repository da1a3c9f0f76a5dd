import { createSignal } from 'solid-js';
import { type Drafts, isDrafts, openDrafts } from '../../lib/drafts.ts';
import { storage } from '../../lib/storage.ts';
import { useSync } from '../../sync/context.tsx';

let current: { userId: string; drafts: Drafts } | undefined;
const [version, setVersion] = createSignal(0);
// Another tab wrote one.
window.addEventListener('storage', ({ key }) => isDrafts(key) && setVersion((v) => v + 1));

/** The drafts of whoever is logged in; reading them follows their changes. */
export function useDrafts(): Drafts {
  const sync = useSync();
  const drafts = () => {
    const userId = sync.state.me()?.id ?? '';
    if (current?.userId !== userId) current = { userId, drafts: openDrafts(storage, userId) };
    return current.drafts;
  };
  return {
    read: (chatId) => {
      version();
      return drafts().read(chatId);
    },
    answers: (chatId) => {
      version();
      return drafts().answers(chatId);
    },
    has: (chatId) => {
      version();
      return drafts().has(chatId);
    },
    any: () => {
      version();
      return drafts().any();
    },
    write: (...draft) => {
      drafts().write(...draft);
      setVersion((v) => v + 1);
    },
  };
}
