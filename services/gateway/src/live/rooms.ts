import { directChatId } from '@messenger/kit';
import type { ChatId, UserId } from '@messenger/proto';
import type { Frame } from './frame.ts';
import { applyChange, type Change, otherOf } from './membership.ts';
import { MultiMap } from './multi-map.ts';
import type { Subscriber } from './subscriber.ts';
import type { Target } from './target.ts';

/** Who is live here, found by user, by chat and by whose presence they see. Follows each one's membership. */
export class Rooms {
  readonly #byUser = new MultiMap<UserId, Subscriber>();
  readonly #byChat = new MultiMap<ChatId, Subscriber>();
  readonly #byContact = new MultiMap<UserId, Subscriber>();

  enter(subscriber: Subscriber): void {
    this.#byUser.add(subscriber.userId, subscriber);
    for (const chatId of subscriber.membership.chats) this.#byChat.add(chatId, subscriber);
    for (const userId of subscriber.membership.contacts) this.#byContact.add(userId, subscriber);
  }

  leave(subscriber: Subscriber): void {
    this.#byUser.delete(subscriber.userId, subscriber);
    for (const chatId of subscriber.membership.chats) this.#byChat.delete(chatId, subscriber);
    for (const userId of subscriber.membership.contacts) this.#byContact.delete(userId, subscriber);
  }

  has(chatId: ChatId): boolean {
    return this.#byChat.has(chatId);
  }

  of(userId: UserId): ReadonlySet<Subscriber> {
    return this.#byUser.get(userId);
  }

  /** A device was sent the chat as it is, and is in it from now on. */
  join(subscriber: Subscriber, chatId: ChatId): void {
    subscriber.membership.chats.add(chatId);
    this.#byChat.add(chatId, subscriber);
  }

  /** Sends a frame to exactly those here whom it is for. */
  send({ chatId, userIds, frame }: Target): void {
    if (userIds === undefined) {
      send(this.#byChat.get(chatId ?? ''), frame);
      return;
    }
    for (const userId of userIds) {
      for (const subscriber of this.#byUser.get(userId)) {
        if (chatId === undefined || subscriber.membership.chats.has(chatId)) subscriber.receive(frame());
      }
    }
  }

  /** Nobody is in the chat any more. */
  end(chatId: ChatId): void {
    for (const subscriber of [...this.#byChat.get(chatId)]) {
      subscriber.membership.chats.delete(chatId);
      this.#byChat.delete(chatId, subscriber);
    }
  }

  /**
   * Typing: to the members of the chat who are live here, but for the one who types. A direct chat is closed while the two
   * are no contacts: nothing is shown there.
   */
  toChatExcept(chatId: ChatId, userId: UserId, frame: () => Frame): void {
    const others = [...this.#byChat.get(chatId)].filter((subscriber) => subscriber.userId !== userId);
    const [other] = others;
    if (!other) return;
    const isContact = other.membership.contacts.has(userId);
    if (!isContact && directChatId(other.userId, userId) === chatId) return;
    for (const subscriber of others) subscriber.receive(frame());
  }

  /** Presence: to those who have the user as a contact. */
  toContactsOf(userId: UserId, frame: () => Frame): void {
    send(this.#byContact.get(userId), frame);
  }

  apply(change: Change): void {
    if ('chatId' in change) {
      for (const subscriber of this.#byUser.get(change.userId)) {
        applyChange(subscriber.membership, change.userId, change);
        if (change.kind === 'entered') this.#byChat.add(change.chatId, subscriber);
        else this.#byChat.delete(change.chatId, subscriber);
      }
      return;
    }
    for (const userId of change.userIds) {
      const other = otherOf(change.userIds, userId)!;
      for (const subscriber of this.#byUser.get(userId)) {
        applyChange(subscriber.membership, userId, change);
        if (change.kind === 'parted') this.#byContact.delete(other, subscriber);
        else {
          this.#byContact.add(other, subscriber);
          subscriber.befriended(other);
        }
      }
    }
  }
}

function send(to: ReadonlySet<Subscriber>, frame: () => Frame): void {
  for (const subscriber of to) subscriber.receive(frame());
}
