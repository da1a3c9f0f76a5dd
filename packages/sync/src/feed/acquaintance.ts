import type { Chat, Member, Message, Push, User, UserCard } from '@messenger/proto';
import { pause } from '../backoff.ts';
import type { Api } from '../http/api.ts';
import { createPace, ofLookUps } from '../outbox/pace.ts';
import { failed, ok } from '../result.ts';
import type { Store } from '../state/store.ts';
import type { Result } from '../types.ts';
import { tryUntil } from './try-until.ts';

type Options = { api: Pick<Api, 'user' | 'users'>; store: Store; me: string; stopped: AbortSignal };

/** How often who must be there is asked for again where the server answers with a state from before they were. */
const maxLate = 8;
/** So many answers are waited for at a time, */
const atOnce = 4;
/** and each call asks for at most so many people; the server takes 100. */
const together = 50;
/** How long a server that does not know of several at once is taken for one. */
const aloneMs = 60_000;
/** Of those who are added to a group at once, so many are named; the others are asked for where they are shown. */
const namedMost = 5;

export type Acquaintance = ReturnType<typeof createAcquaintance>;

/** `before`: what was known when it was found out that somebody is to be asked for. What was pushed since is newer. */
type Wanted = { userId: string; before: UserCard | undefined; sure?: boolean };

/**
 * Learns the names of people who are seen and of whom nothing else tells: each is asked for once, many in one call. Who is
 * looked at now comes before who was found out about earlier, and most calls of a minute are left to the user.
 */
export function createAcquaintance({ api, store, me, stopped }: Options) {
  const asked = new Set<string>();
  /** Known from before they were out of sight, where nobody tells what becomes of them. */
  const doubtful = new Set<string>();
  let old = new Map<string, UserCard>();
  /** By their ids, in the order of being found out about. */
  const waiting = new Map<string, Wanted>();
  /** Of those who wait, who is looked at: the last comes first. */
  const shown: string[] = [];
  let going = false;
  /**
   * Until when nobody is asked for together with others, by the page's clock: the server of the release before does not
   * know of that, and is replaced some time. Goes one release later (ADR 15).
   */
  let aloneUntil = Number.NEGATIVE_INFINITY;
  const oneByOne = () => performance.now() < aloneUntil;
  const pace = createPace(ofLookUps);
  const underWay = new Set<Promise<void>>();
  const isNews = ({ userId, before }: Wanted) => store.people.user(userId) === before;

  const alone = async (userId: string): Promise<Result<{ users: User[] }>> => {
    const given = await api.user(userId);
    if (given.ok) return ok({ users: [given.value.user] });
    return given.error.code === 'not_found' ? ok({ users: [] }) : given;
  };
  const lookUp = async (wanted: readonly Wanted[]): Promise<void> => {
    const missing = new Map(wanted.map((one) => [one.userId, one]));
    const [only] = oneByOne() ? missing.keys() : [];
    let late = maxLate;
    const answer = await tryUntil(stopped, async () => {
      const given = only ? await alone(only) : await api.users([...missing.keys()]);
      if (!given.ok) return given;
      for (const user of given.value.users) {
        const one = missing.get(user.id);
        if (one && isNews(one)) store.people.learn(user);
        missing.delete(user.id);
      }
      for (const one of missing.values()) if (!one.sure) missing.delete(one.userId);
      return missing.size > 0 && late-- > 0 ? notYet : given;
    });
    if (!only && answer?.ok === false && answer.error.code === 'not_found') {
      // The first to be told so were those in sight.
      const first = !oneByOne();
      aloneUntil = performance.now() + aloneMs;
      return ask([...missing.values()], { first });
    }
    if (!answer?.ok) for (const userId of missing.keys()) asked.delete(userId);
  };
  const next = (): Wanted | undefined => {
    let id = shown.pop();
    while (id !== undefined && !waiting.has(id)) id = shown.pop();
    const [first] = waiting.keys();
    const one = waiting.get(id ?? first ?? '');
    if (one) waiting.delete(one.userId);
    return one;
  };
  const go = async (): Promise<void> => {
    if (going) return;
    going = true;
    // Those who are found out about one after the other in the same breath are asked for together.
    await Promise.resolve();
    while (waiting.size > 0 && !stopped.aborted) {
      const wait = pace.delay();
      if (wait > 0) await pause(wait, stopped);
      if (underWay.size >= atOnce) await Promise.race(underWay);
      const some: Wanted[] = [];
      const most = oneByOne() ? 1 : together;
      for (let one = next(); one; one = some.length < most ? next() : undefined) if (isNews(one)) some.push(one);
      if (some.length === 0) continue;
      const looking = lookUp(some).finally(() => underWay.delete(looking));
      underWay.add(looking);
    }
    going = false;
  };
  const ask = (wanted: readonly Wanted[], { first }: { first: boolean }): void => {
    for (const one of wanted) waiting.set(one.userId, one);
    if (first) shown.push(...wanted.map(({ userId }) => userId).reverse());
    void go();
  };
  const unknown = (userIds: readonly string[]): Wanted[] =>
    [...new Set(userIds)]
      .filter((userId) => doubtful.has(userId) || !store.people.user(userId))
      .filter((userId) => doubtful.delete(userId) || !asked.has(userId) || waiting.has(userId))
      .map((userId) => {
        asked.add(userId);
        const before = store.people.user(userId);
        return { userId, before, sure: before !== undefined };
      });
  const came = (members: readonly Member[]): void => {
    const strangers = new Set(store.people.strangers());
    for (const { userId } of members) if (strangers.has(userId) && userId !== me) doubtful.add(userId);
  };
  /** In this order, and before all who wait already. */
  const meet = (userIds: readonly string[]): void => ask(unknown(userIds), { first: true });

  return {
    meet,
    /** These share a chat with the user, who may not have shared one with them before. */
    came,
    /** Everything is about to be loaded afresh: what was known until now may have changed without a word. */
    reset(): void {
      old = new Map(store.people.all());
    },
    /** Everything was loaded: what became of those who are in no list, nobody tells. */
    renew(): void {
      const strangers = store.people.strangers().filter((userId) => userId !== me);
      const known = strangers.filter((userId) => old.has(userId));
      ask(
        known.map((userId) => ({ userId, before: old.get(userId) })),
        { first: false },
      );
      old.clear();
    },
    /** The other one of a direct chat, and whoever wrote last. */
    ofChat({ kind, members = [], lastMessage }: Chat): void {
      const peers = kind === 'direct' ? members.map(({ userId }) => userId).filter((userId) => userId !== me) : [];
      ask(unknown([...peers, ...(lastMessage ? [lastMessage.senderId] : [])]), { first: false });
    },
    ofPush({ type, by, data }: Push): void {
      const { userId, newOwnerId, members = [] } = data as { userId?: string; newOwnerId?: string; members?: Member[] };
      if (type === 'member:added') came(members);
      if (by) meet([by]);
      if (!type.startsWith('member:')) return;
      const added = members.slice(0, namedMost).map((member) => member.userId);
      meet([userId, newOwnerId, ...added].filter((id) => id !== undefined));
    },
    /**
     * The card that came along is as old as the event: from here on every change is pushed, but not those before. The
     * cursor of a push may lag behind its event, and so may the answer, to which the two are strangers yet.
     */
    ofContact({ type, data }: Push): void {
      if (type !== 'contact:requested' && type !== 'contact:accepted') return;
      const { user } = data as { user: UserCard };
      ask([{ userId: user.id, before: store.people.user(user.id), sure: true }], { first: true });
    },
    ofMessages: (messages: readonly Message[]): void => meet(messages.toReversed().flatMap(namedIn)),
  };
}

const notYet = failed({ code: 'unavailable', status: 503, message: 'Not everyone who must be there is there yet.' });

/** Everyone whom a message's row names. */
function namedIn({ senderId, replyTo, system }: Message): string[] {
  const more = [];
  if (replyTo) more.push(replyTo.senderId);
  if (system?.type === 'member:added') more.push(...system.userIds.slice(0, namedMost));
  else if (system && 'userId' in system) more.push(system.userId);
  if (system?.type === 'member:left' && system.newOwnerId) more.push(system.newOwnerId);
  return [senderId, ...more];
}
