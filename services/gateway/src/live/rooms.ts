import type { ChatId, UserId } from '@messenger/proto';
import type { Frame } from './frame.ts';
import type { LiveEvent } from './live-event.ts';
import { applyChange, type Change, otherOf } from './membership.ts';
import { MultiMap } from './multi-map.ts';
import type { Subscriber } from './subscriber.ts';

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

  /** Passes an event on: first who is in and out by it, then its frames, each to exactly those it is for. */
  publish(event: LiveEvent): void {
    for (const change of event.changes) this.#apply(change);
    for (const target of event.targets) {
      const { to } = target;
      if (to.to === 'chat') send(this.#byChat.get(to.push.chatId ?? ''), target.frame);
      else for (const userId of to.userIds) send(this.#byUser.get(userId), target.frame);
    }
  }

  /** Typing: to the members of the chat who are live here, but for the one who types. */
  toChatExcept(chatId: ChatId, userId: UserId, frame: () => Frame): void {
    for (const subscriber of this.#byChat.get(chatId)) {
      if (subscriber.userId !== userId) subscriber.receive(frame());
    }
  }

  /** Presence: to those who have the user as a contact. */
  toContactsOf(userId: UserId, frame: () => Frame): void {
    send(this.#byContact.get(userId), frame);
  }

  #apply(change: Change): void {
    if (change.kind === 'joined' || change.kind === 'left') {
      for (const subscriber of this.#byUser.get(change.userId)) {
        applyChange(subscriber.membership, change.userId, change);
        if (change.kind === 'joined') this.#byChat.add(change.chatId, subscriber);
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
