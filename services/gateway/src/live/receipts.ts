import { directChatId } from '@messenger/kit';
import type { ChatEventOf, ChatId, Cursor, Push, ReceiptsMoved, UserId } from '@messenger/proto';
import { Authors } from './authors.ts';
import { type Cursors, countOf, crossed, type Kind, type Unknown } from './crossed.ts';

/**
 * For each of these members the newest message of theirs up to an ordinal, 0 if there is none. Like `LoadChat`: asks
 * until there is an answer.
 */
export type LoadNewest = (
  chatId: ChatId,
  of: Unknown[],
  min: Cursor,
  signal: AbortSignal,
) => Promise<number[] | undefined>;

/** A push to one member of the chat. */
export type Told = { userId: UserId; push: Push };

/** What moved cursors mean to each member, and what has to be asked to know all of it. */
export type Moved = { told: Told[]; unknown: { kind: Kind; of: Unknown[] }[] };

/** Chats whose cursors are remembered; of a chat that is forgotten, members are told once more what they know. */
const maxChats = 10_000;

const pushTypes = { delivered: 'message:delivered', shownRead: 'message:read' } as const;
const kinds = ['delivered', 'shownRead'] as const;

type State = { authors: Authors; cursors: Cursors | undefined };

/**
 * What read and delivered cursors mean to those here: to the member whose they are, to the other one of a direct chat,
 * and in groups to the authors as counts, one push for each and never one per message or reader.
 */
export class Receipts {
  readonly #chats = new Map<ChatId, State>();

  /** Forgets a chat of which nobody is here. */
  forget(chatId: ChatId): void {
    this.#chats.delete(chatId);
  }

  /** A message that some have read before this gateway came to it: then its author is told now. */
  sent({ chatId, by, id, at, data }: ChatEventOf<'MessageSent'>): Told[] {
    const { authors, cursors } = this.#of(chatId);
    authors.note(data.ordinal, by);
    if (!cursors || isDirect(chatId, cursors)) return [];
    return kinds
      .filter((kind) => countOf(kind, cursors, by, data.ordinal) > 0)
      .map((kind) => countPush(kind, { id, chatId, at }, cursors, by, data.ordinal));
  }

  /** Takes the cursors in. The answer is worked out when it is asked for, as of now. */
  moved(event: ReceiptsMoved, here: boolean): () => Moved {
    const state = here ? this.#of(event.chatId) : this.#chats.get(event.chatId);
    const before = state?.cursors;
    const { authors } = state ?? { authors: new Authors() };
    if (state) state.cursors = event.data.cursors;
    if (!here) this.forget(event.chatId);
    return () => movedPushes(event, before, authors);
  }

  /** What authors are told once their messages were found; counted as of now, since more may have moved meanwhile. */
  found(event: ReceiptsMoved, kind: Kind, of: Unknown[], ordinals: number[]): Told[] {
    const cursors = this.#chats.get(event.chatId)?.cursors ?? event.data.cursors;
    return of.flatMap(({ userId }, i) => {
      const ordinal = ordinals[i] ?? 0;
      return ordinal > 0 ? [countPush(kind, event, cursors, userId, ordinal)] : [];
    });
  }

  #of(chatId: ChatId): State {
    let state = this.#chats.get(chatId);
    if (state) this.#chats.delete(chatId);
    else state = { authors: new Authors(), cursors: undefined };
    this.#chats.set(chatId, state);
    if (this.#chats.size > maxChats) this.forget(this.#chats.keys().next().value!);
    return state;
  }
}

function movedPushes(event: ReceiptsMoved, before: Cursors | undefined, authors: Authors): Moved {
  const { chatId, id, at, data } = event;
  const after = data.cursors;
  const own = Object.entries(after)
    .filter(([userId, { read }]) => read !== before?.[userId]?.read)
    .map(([userId, { read }]) => ({
      userId,
      push: { type: 'chat:read', id, chatId, at, by: userId, data: { upTo: read } },
    }));
  if (isDirect(chatId, after)) return { told: [...own, ...toPeers(event, before)], unknown: [] };
  const found = kinds.map((kind) => ({ kind, ...crossed(kind, before, after, authors) }));
  const counts = found.flatMap(({ kind, newest }) =>
    [...newest].map(([author, ordinal]) => countPush(kind, event, after, author, ordinal)),
  );
  const unknown = found.flatMap(({ kind, unknown: of }) => (of.length > 0 ? [{ kind, of }] : []));
  return { told: [...own, ...counts], unknown };
}

function toPeers({ chatId, id, at, data: { cursors } }: ReceiptsMoved, before: Cursors | undefined): Told[] {
  const [a = '', b = ''] = Object.keys(cursors);
  return kinds.flatMap((kind) =>
    [[a, b] as const, [b, a] as const]
      .filter(([reader]) => cursors[reader]![kind] > (before?.[reader]?.[kind] ?? 0))
      .map(([reader, peer]) => ({
        userId: peer,
        push: { type: pushTypes[kind], id, chatId, at, data: { upTo: cursors[reader]![kind], userId: reader } },
      })),
  );
}

type About = Pick<ReceiptsMoved, 'id' | 'chatId' | 'at'>;

/** Who it was is not said: in groups the author asks for that. */
function countPush(kind: Kind, { id, chatId, at }: About, cursors: Cursors, author: UserId, ordinal: number): Told {
  const data = { upTo: ordinal, count: countOf(kind, cursors, author, ordinal) };
  return { userId: author, push: { type: pushTypes[kind], id, chatId, at, data } };
}

/** A direct chat's id follows from its two members. */
function isDirect(chatId: ChatId, cursors: Cursors): boolean {
  const [a, b, ...others] = Object.keys(cursors);
  return a !== undefined && b !== undefined && others.length === 0 && directChatId(a, b) === chatId;
}
