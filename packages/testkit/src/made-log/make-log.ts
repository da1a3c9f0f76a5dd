import { chainHash, type EventStore } from '@messenger/event-store';
import { directChatId, pairId } from '@messenger/kit';
import { type ReceiptCursor, subjects, type UserCard } from '@messenger/proto';
import { createRandom, type Random } from './random.ts';

/** A chat as its maker remembers it. */
type Chat = {
  id: string;
  subject: string;
  owner: UserCard;
  members: UserCard[];
  group: boolean;
  version: number;
  ordinal: number;
  prev: string | null;
  /** Those that are edited, deleted, answered and reacted to. */
  recent: { id: string; ordinal: number; by: UserCard; deleted: boolean }[];
  reactions: { message: string; by: UserCard; emoji: string }[];
};

/** How much: `events` at least; `directs`: of direct chats, one for every user where it is not said. */
export type LogSize = { events: number; directs?: number; seed?: number };
export type MadeLog = { events: number; users: UserCard[]; chats: { id: string; members: UserCard[] }[] };

const remembered = 40;
const emojis = ['👍', '🎉', '❤️', '😂', '🚀'];

/**
 * Appends so many events of a working team: users in pairs and groups, some chats far busier than others; of a chat's
 * events 80 of 100 are messages of 3 to 25 words, some of them answers, then reactions, edits, deletions, members that
 * come and go, new names. Every event is as its writers would make it: numbered, chained, in order of time.
 */
export async function makeLog(store: EventStore, { events, directs, seed = 1 }: LogSize): Promise<MadeLog> {
  const random = createRandom(seed);
  const write = writer(store);
  let now = Date.parse('2025-01-01T00:00:00.000Z');
  let made = 0;
  let ids = 0;
  const newId = () => {
    const time = now.toString(16).padStart(12, '0');
    const rest = (ids++).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`;
  };
  const event = async (subject: string, fields: Record<string, unknown> & { id?: string }) => {
    const payload = JSON.stringify({ id: newId(), v: 1, at: new Date(now).toISOString(), ...fields });
    made++;
    now += 40;
    await write(subject, payload);
    return chainHash(payload);
  };

  const users: UserCard[] = [];
  const count = Math.max(20, Math.min(5_000, Math.floor(Math.max(events, 20 * (directs ?? 0)) / 200)));
  for (let i = 0; i < count; i++) {
    const id = newId();
    const user = { id, username: `user_${i}`, displayName: `${random.word()} ${random.word()}`, avatar: null };
    users.push(user);
    const data = { username: user.username, displayName: user.displayName };
    await event(subjects.userEvents(id), { type: 'UserRegistered', userId: id, by: id, version: 1, prev: null, data });
  }

  const chats: Chat[] = [];
  const open = async (members: UserCard[], group: boolean) => {
    const owner = members[0]!;
    const id = group ? newId() : directChatId(owner.id, members[1]!.id);
    const chat: Chat = {
      id,
      subject: subjects.chatEvents(id),
      owner,
      members,
      group,
      version: 0,
      ordinal: 0,
      prev: null,
      recent: [],
      reactions: [],
    };
    chats.push(chat);
    const role = (user: UserCard) => (!group ? 'member' : user === owner ? 'owner' : 'member');
    await say(chat, owner, 'ChatCreated', {
      kind: group ? 'group' : 'direct',
      name: group ? `${random.word()} ${random.word()}` : null,
      slug: null,
      avatar: null,
      members: members.map((user) => ({ userId: user.id, role: role(user) })),
    });
  };
  const say = async (chat: Chat, by: UserCard, type: string, data: object, id = newId()) => {
    chat.version++;
    const { id: chatId, version, prev } = chat;
    chat.prev = await event(chat.subject, { id, type, chatId, version, prev, by: by.id, data });
  };

  const befriended = new Set<string>();
  for (let i = 0; i < (directs ?? count); i++) {
    const [a, b] = [users[i % count]!, random.of(users)];
    const pair = a === b ? undefined : pairId(a.id, b.id);
    if (!pair || befriended.has(pair)) continue;
    befriended.add(pair);
    const about = { pairId: pair, data: { requester: a, recipient: b } };
    const subject = subjects.contactEvents(pair);
    const requested = { ...about, type: 'ContactRequested', by: a.id, version: 1, prev: null };
    const prev = await event(subject, requested);
    await event(subject, { ...about, type: 'ContactAccepted', by: b.id, version: 2, prev });
    await open([a, b], false);
  }
  for (let i = 0; i < count / 10; i++) {
    const size = 3 + Math.floor(random.next() ** 3 * 100);
    await open([...new Set(Array.from({ length: size }, () => random.of(users)))], true);
  }

  const receipts = new Map<Chat, number>();
  while (made < events) {
    const chat = chats[Math.floor(random.next() ** 3 * chats.length)]!;
    await happens(chat, random, users, say, newId);
    receipts.set(chat, chat.ordinal);
    if (made % 20 === 0) {
      const cursor: ReceiptCursor = { delivered: chat.ordinal, read: chat.ordinal, shownRead: chat.ordinal };
      const cursors = Object.fromEntries(chat.members.slice(0, 20).map(({ id }) => [id, cursor]));
      await event(subjects.receipts(chat.id), {
        type: 'ReceiptsMoved',
        chatId: chat.id,
        version: receipts.size,
        prev: null,
        by: chat.owner.id,
        data: { cursors },
      });
    }
  }
  await write.end();
  return { events: made, users, chats: chats.map(({ id, members }) => ({ id, members })) };
}

type Say = (chat: Chat, by: UserCard, type: string, data: object, id?: string) => Promise<void>;

/** The next thing in a chat. */
async function happens(chat: Chat, random: Random, users: UserCard[], say: Say, newId: () => string): Promise<void> {
  const by = random.of(chat.members);
  const dice = random.next();
  const about = chat.recent.length > 0 ? random.of(chat.recent) : undefined;
  if (dice < 0.06 && about && !about.deleted) {
    return say(chat, about.by, 'MessageEdited', { messageId: about.id, ordinal: about.ordinal, text: random.text() });
  }
  if (dice < 0.14 && about && !about.deleted) {
    const reaction = { message: about.id, by, emoji: random.of(emojis) };
    if (chat.reactions.some((one) => one.message === about.id && one.by === by && one.emoji === reaction.emoji)) return;
    chat.reactions = [...chat.reactions.slice(-remembered), reaction];
    return say(chat, by, 'ReactionAdded', { messageId: about.id, emoji: reaction.emoji });
  }
  if (dice < 0.15) {
    const reaction = chat.reactions.pop();
    if (!reaction) return;
    return say(chat, reaction.by, 'ReactionRemoved', { messageId: reaction.message, emoji: reaction.emoji });
  }
  if (dice < 0.16 && about && !about.deleted) {
    about.deleted = true;
    chat.reactions = chat.reactions.filter(({ message }) => message !== about.id);
    return say(chat, about.by, 'MessageDeleted', { messageId: about.id, ordinal: about.ordinal });
  }
  if (dice < 0.17 && chat.group) {
    const user = random.of(users);
    if (chat.members.includes(user)) {
      if (user === chat.owner) return;
      chat.members = chat.members.filter((member) => member !== user);
      return say(chat, chat.owner, 'MemberRemoved', { userId: user.id });
    }
    if (chat.members.length >= 200) return;
    chat.members = [...chat.members, user];
    return say(chat, chat.owner, 'MembersAdded', { members: [{ userId: user.id, role: 'member' }] });
  }
  if (dice < 0.171 && chat.group) return say(chat, chat.owner, 'ChatUpdated', { name: random.text().slice(0, 60) });
  chat.ordinal++;
  const id = newId();
  const answered = dice > 0.95 && about && !about.deleted;
  const replyTo = answered ? { messageId: about.id, ordinal: about.ordinal, senderId: about.by.id } : null;
  await say(chat, by, 'MessageSent', { ordinal: chat.ordinal, text: random.text(), attachments: [], replyTo }, id);
  chat.recent = [...chat.recent.slice(-remembered), { id, ordinal: chat.ordinal, by, deleted: false }];
}

const atOnce = 1_000;

/** Appends in order without waiting for each; whether all of it arrived, the stream's end tells. */
function writer({ bus }: EventStore) {
  let waiting = 0;
  const write = async (subject: string, payload: string) => {
    bus.nc.publish(subject, payload);
    if (++waiting < atOnce) return;
    waiting = 0;
    await bus.nc.flush();
  };
  return Object.assign(write, { end: () => bus.nc.flush() });
}
