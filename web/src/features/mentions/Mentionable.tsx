import type { UserCard } from '@messenger/proto';
import {
  type Accessor,
  createContext,
  createEffect,
  createMemo,
  createSignal,
  type ParentProps,
  useContext,
} from 'solid-js';
import { useSync } from '../../sync/context.tsx';
import { useOnline } from '../../sync/online.ts';
import { byUsername } from './mentions.ts';

type Mentions = {
  /** Who can be mentioned, as far as their names are known. */
  people: Accessor<readonly UserCard[]>;
  byUsername: Accessor<ReadonlyMap<string, UserCard>>;
  /** Somebody is mentioned, or is to be: who is in the chat is asked for, once. */
  ask: () => void;
};

const MentionsContext = createContext<Mentions>();

/** Who can be mentioned in the chat around; nobody outside of one. */
export const useMentions = (): Mentions | undefined => useContext(MentionsContext);

/** Makes the members of a chat known to what is within; of a group that does not name them, those who wrote and oneself. */
export function Mentionable(props: ParentProps<{ chatId: string }>) {
  const sync = useSync();
  const [asked, setAsked] = createSignal(false);
  const online = useOnline();
  const members = createMemo(() => sync.state.chat(props.chatId)?.members);
  const unnamed = createMemo(() => sync.state.chat(props.chatId) !== undefined && members() === undefined);
  const ids = createMemo<readonly string[]>(
    () => {
      const known = members();
      if (known) return known.map(({ userId }) => userId);
      const authors = sync.state.timeline(props.chatId).items.map(({ message }) => message.senderId);
      return [...new Set([...authors, sync.state.me()?.id ?? ''])];
    },
    [],
    { equals: (a, b) => a.length === b.length && a.every((id, i) => id === b[i]) },
  );
  const people = createMemo(() => ids().flatMap((id) => sync.state.user(id) ?? []));
  const mentions: Mentions = { people, byUsername: createMemo(() => byUsername(people())), ask: () => setAsked(true) };
  createEffect(() => {
    if (asked() && online() && unnamed()) void sync.actions.loadMembers(props.chatId);
  });
  createEffect(() => asked() && sync.actions.meet((members() ?? []).map(({ userId }) => userId)));
  return <MentionsContext.Provider value={mentions}>{props.children}</MentionsContext.Provider>;
}
