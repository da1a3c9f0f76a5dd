import type { Chat, Message } from '@messenger/proto';
import type { Engine } from '@messenger/sync';
import type { Action, ActionKind } from '../schedule/actions.ts';
import { groupActs } from './group-acts.ts';

/** Who may be in which group: so few that reactions name everyone. */
export type Town = { poolOf(chatId: string): readonly string[] };

export type Actor = {
  engine: Engine;
  me: string;
  town: Town;
  /** Sends a message and notes it in the ledger. */
  say(chatId: string, words: string, replyTo?: Message): void;
  /** A text that nobody has said before. */
  unique(): string;
};

/** Does what the action comes to in what the user sees now; nothing where it fits nothing. */
export type Act = (actor: Actor, dice: Action['dice']) => unknown;

const emojis = ['👍', '🎉', '❤️', '😂', '🙏🏽'];
const words = [
  'hello',
  '**bold** and `code`',
  'こんにちは、元気ですか',
  'žluťoučký kůň',
  'x'.repeat(700),
  '👩‍👩‍👧‍👦 family',
];
/** Edits, reactions and replies are about one of so many newest messages. */
const recent = 30;

export const pick = <T>(list: readonly T[], die: number): T | undefined => list[die % Math.max(1, list.length)];

/** A chat that the user sees, by chance; the order does not depend on what happened. */
export function pickChat({ engine }: Actor, die: number, fits: (chat: Chat) => boolean = () => true): Chat | undefined {
  const ids = [...engine.state.chats()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return pick(ids.filter(fits), die);
}

function pickMessage(
  { engine }: Actor,
  chat: Chat | undefined,
  die: number,
  fits: (message: Message) => boolean,
): Message | undefined {
  if (!chat) return undefined;
  const sent = engine.state
    .timeline(chat.id)
    .items.flatMap(({ state, message }) => (state === 'sent' ? [message] : []));
  const alive = ({ kind, deletedAt }: Message) => kind === 'user' && !deletedAt;
  return pick(sent.filter((message) => alive(message) && fits(message)).slice(-recent), die);
}

/** An act on one message of one chat. */
const onMessage =
  (act: (actor: Actor, message: Message, die: number) => unknown, mine: boolean): Act =>
  (actor, [a, b, c]) => {
    const chat = pickChat(actor, a);
    const message = pickMessage(actor, chat, b, ({ senderId }) => !mine || senderId === actor.me);
    return message && act(actor, message, c);
  };

const acts: Record<ActionKind, Act> = {
  send(actor, [a, b]) {
    const chat = pickChat(actor, a, ({ closed }) => !closed);
    if (chat) actor.say(chat.id, pick(words, b)!);
  },
  burst(actor, [a, b]) {
    const chat = pickChat(actor, a, ({ closed }) => !closed);
    for (let n = 0; chat && n < 3 + (b % 3); n++) actor.say(chat.id, `burst ${n}`);
  },
  reply: onMessage((actor, message) => actor.say(message.chatId, 'replies', message), false),
  edit: onMessage((actor, { chatId, id }) => actor.engine.actions.edit(chatId, id, `${actor.unique()} edited`), true),
  delete: onMessage(({ engine }, { chatId, id }) => engine.actions.delete(chatId, id), true),
  react: onMessage(({ engine }, { chatId, id }, c) => engine.actions.react(chatId, id, pick(emojis, c)!), false),
  unreact: onMessage(({ engine }, { chatId, id, reactions }, c) => {
    const mine = pick(
      reactions.filter((reaction) => reaction.mine),
      c,
    );
    return mine && engine.actions.unreact(chatId, id, mine.emoji);
  }, false),
  read(actor, [a, b]) {
    const chat = pickChat(actor, a, ({ unread }) => unread > 0);
    // Mostly everything, sometimes a part.
    const upTo = chat && (b % 3 > 0 ? chat.lastOrdinal : chat.readUpTo + 1);
    if (chat && upTo !== undefined) actor.engine.actions.markRead(chat.id, upTo);
  },
  async open(actor, [a, b]) {
    const chat = pickChat(actor, a);
    if (!chat) return;
    await actor.engine.actions.openChat(chat.id);
    if (b % 2 === 0) await actor.engine.actions.loadOlder(chat.id);
  },
  typing(actor, [a]) {
    const chat = pickChat(actor, a);
    if (chat) actor.engine.actions.typing(chat.id);
  },
  settings(actor, [a, b]) {
    const chat = pickChat(actor, a);
    const notify = pick(['all', 'mentions', 'none'] as const, b)!;
    return chat && actor.engine.actions.changeSettings(chat.id, { muted: b % 2 === 0, notify });
  },
  profile: ({ engine, unique }) => engine.actions.updateProfile({ displayName: unique() }),
  'request-contact'(actor, [a, b]) {
    const chat = pickChat(actor, a);
    const known = new Set(actor.engine.state.contacts().map(({ user }) => user.id));
    const strangers = actor.town.poolOf(chat?.id ?? '').filter((userId) => userId !== actor.me && !known.has(userId));
    const other = pick(strangers, b);
    return other && actor.engine.actions.requestContact(other);
  },
  'answer-request'({ engine }, [a, b]) {
    const { incoming, outgoing } = engine.state.requests();
    const request = pick(incoming, a);
    if (request)
      return b % 6 > 0 ? engine.actions.acceptRequest(request.id) : engine.actions.declineRequest(request.id);
    const mine = b % 6 === 0 ? pick(outgoing, a) : undefined;
    return mine && engine.actions.declineRequest(mine.id);
  },
  'remove-contact'({ engine }, [a]) {
    const contact = pick(engine.state.contacts(), a);
    return contact && engine.actions.removeContact(contact.user.id);
  },
  'create-direct'({ engine }, [a]) {
    const contact = pick(engine.state.contacts(), a);
    return contact && engine.actions.createDirect(contact.user.id);
  },
  ...groupActs,
};

export async function actAs(actor: Actor, { kind, dice }: Action): Promise<void> {
  await acts[kind](actor, dice);
}
