import type { Chat, Member, Message, Push, UserCard } from '@messenger/proto';
import type { Api } from '../http/api.ts';
import { failed } from '../result.ts';
import type { Store } from '../state/store.ts';
import type { ApiError, Result } from '../types.ts';
import { atMost, tryUntil } from './try-until.ts';

type Options = { api: Pick<Api, 'user'>; store: Store; me: string; stopped: AbortSignal };

/** How often who must be there is asked for again where the server answers with a state from before they were. */
const maxLate = 8;
/** Of those who are added to a group at once, so many are named; the others are asked for where they are shown. */
const namedMost = 5;

export type Acquaintance = ReturnType<typeof createAcquaintance>;

/** Learns the names of people who are seen and of whom nothing else tells: each is asked for once. */
export function createAcquaintance({ api, store, me, stopped }: Options) {
  const asked = new Set<string>();
  let old = new Map<string, UserCard>();
  const few = atMost(4);

  /** `before`: what was known when it was found out that somebody is to be asked for. What was pushed since is newer. */
  const ask = (userId: string, before: UserCard | undefined, sure = false): void =>
    void few(async () => {
      if (store.people.user(userId) !== before) return;
      let late = sure ? maxLate : 0;
      const answer = await tryUntil(stopped, async () => {
        const given = await api.user(userId);
        return !given.ok && given.error.code === 'not_found' && late-- > 0 ? notYet(given.error) : given;
      });
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
      const added = (members ?? []).slice(0, namedMost).map((member) => member.userId);
      meet([userId, newOwnerId, ...added].filter((id) => id !== undefined));
    },
    /**
     * The card that came along is as old as the event: from here on every change is pushed, but not those before. The
     * cursor of a push may lag behind its event, and so may the answer, to which the two are strangers yet.
     */
    ofContact({ type, data }: Push): void {
      if (type !== 'contact:requested' && type !== 'contact:accepted') return;
      const { user } = data as { user: UserCard };
      ask(user.id, store.people.user(user.id), true);
    },
    ofMessages: (messages: readonly Message[]): void => meet(messages.flatMap(namedIn)),
  };
}

const notYet = (error: ApiError): Result<never> => failed({ ...error, code: 'unavailable' });

/** Everyone whom a message's row names. */
function namedIn({ senderId, replyTo, system }: Message): string[] {
  const more = [];
  if (replyTo) more.push(replyTo.senderId);
  if (system?.type === 'member:added') more.push(...system.userIds.slice(0, namedMost));
  else if (system && 'userId' in system) more.push(system.userId);
  if (system?.type === 'member:left' && system.newOwnerId) more.push(system.newOwnerId);
  return [senderId, ...more];
}
