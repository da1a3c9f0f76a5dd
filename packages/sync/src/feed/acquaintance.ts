import type { Chat, Member, Message, Push, UserCard } from '@messenger/proto';
import type { Api } from '../http/api.ts';
import type { Store } from '../state/store.ts';
import { atMost, tryUntil } from './try-until.ts';

type Options = { api: Pick<Api, 'user'>; store: Store; me: string; stopped: AbortSignal };

export type Acquaintance = ReturnType<typeof createAcquaintance>;

/** Learns the names of people who are seen and of whom nothing else tells: each is asked for once. */
export function createAcquaintance({ api, store, me, stopped }: Options) {
  const asked = new Set<string>();
  let old = new Map<string, UserCard>();
  const few = atMost(4);

  /** `before`: what was known when it was found out that somebody is to be asked for. What was pushed since is newer. */
  const ask = (userId: string, before: UserCard | undefined): void =>
    void few(async () => {
      if (store.people.user(userId) !== before) return;
      const answer = await tryUntil(stopped, () => api.user(userId));
      if (answer?.ok && store.people.user(userId) === before) store.people.learn(answer.value.user);
    });
  const meet = (userIds: readonly string[]): void => {
    for (const userId of userIds) {
      if (asked.has(userId) || store.people.user(userId)) continue;
      asked.add(userId);
      ask(userId, undefined);
    }
  };

  return {
    meet,
    /** Everything is about to be loaded afresh: what was known until now may have changed without a word. */
    reset(): void {
      old = new Map(store.people.all());
    },
    /** Everything was loaded: what became of those who are in no list, nobody tells. */
    renew(): void {
      const strangers = store.people.strangers().filter((userId) => userId !== me);
      for (const userId of strangers) if (old.has(userId)) ask(userId, old.get(userId));
      old.clear();
    },
    /** The other one of a direct chat, and whoever wrote last. */
    ofChat({ kind, members = [], lastMessage }: Chat): void {
      if (kind === 'direct') meet(members.map(({ userId }) => userId).filter((userId) => userId !== me));
      if (lastMessage) meet([lastMessage.senderId]);
    },
    ofPush({ type, by, data }: Push): void {
      if (by) meet([by]);
      const { userId, newOwnerId, members } = data as { userId?: string; newOwnerId?: string; members?: Member[] };
      if (!type.startsWith('member:')) return;
      meet([userId, newOwnerId, ...(members ?? []).map((member) => member.userId)].filter((id) => id !== undefined));
    },
    ofMessages: (messages: readonly Message[]): void => meet(messages.flatMap(namedIn)),
  };
}

/** Everyone whom a message's row names. */
function namedIn({ senderId, replyTo, system }: Message): string[] {
  const more = [];
  if (replyTo) more.push(replyTo.senderId);
  if (system?.type === 'member:added') more.push(...system.userIds);
  else if (system && 'userId' in system) more.push(system.userId);
  if (system?.type === 'member:left' && system.newOwnerId) more.push(system.newOwnerId);
  return [senderId, ...more];
}
