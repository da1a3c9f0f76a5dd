import { append } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import { type Handled, handle } from '@messenger/messaging';
import {
  type Chat,
  type ChatEvent,
  type ChatEventOf,
  chatStream,
  concernedBy,
  createdChat,
  decodeCursor,
  encodeCursor,
  newestOwn,
  notFound,
  numberedPushOf,
  type Push,
  queries,
  subjects,
} from '@messenger/proto';
import { chatEvent } from '../src/live/events.fixture.ts';
import type { Door } from './door.ts';

type Stored = { seq: number; event: ChatEvent };

/** One group in the log, written by the test, and a read model of it that knows exactly what was written. */
export class GroupChat {
  readonly id = newId();
  readonly #events: Stored[] = [];
  #seq = 0;
  #ordinal = 0;

  get version(): number {
    return this.#events.length;
  }

  async tell<T extends ChatEvent['type']>(door: Door, type: T, by: string, data: ChatEventOf<T>['data']) {
    const event = chatEvent(type, { chatId: this.id, id: newId(), by, version: this.version + 1 }, data);
    this.#seq = (await append(door.operator, {
      subject: subjects.chatEvents(this.id),
      expected: this.#seq,
      payload: JSON.stringify(event),
    })) as number;
    this.#events.push({ seq: this.#seq, event });
    return event;
  }

  create(door: Door, members: string[]) {
    const roles = members.map((userId, i) => ({ userId, role: i === 0 ? ('owner' as const) : ('member' as const) }));
    const data = { kind: 'group' as const, name: 'Group', slug: null, avatar: null, members: roles };
    return this.tell(door, 'ChatCreated', members[0]!, data);
  }

  say(door: Door, by: string, text = 'hi') {
    const data = { ordinal: ++this.#ordinal, text, attachments: [], replyTo: null };
    return this.tell(door, 'MessageSent', by, data);
  }

  /** What projection answers about it. */
  standIns(): Handled[] {
    return [
      handle(queries.sync, async ({ by, cursor, minPosition }) => {
        const position = decodeCursor(minPosition!)!;
        const to = Math.max(position.streams[chatStream(0)]!, this.#seq);
        const from = cursor === undefined ? to : (decodeCursor(cursor)?.streams[chatStream(0)] ?? 0);
        return {
          position: encodeCursor({ ...position, streams: { ...position.streams, [chatStream(0)]: to } }),
          reset: false,
          more: false,
          events: this.#missed(by, from),
          chats: this.#isIn(by) ? [this.id] : [],
          contacts: [],
        };
      }),
      handle(queries.chat, async ({ by, chat }) => {
        if (chat !== this.id || !this.#isIn(by)) return notFound();
        return { chat: this.#chatOf(by) };
      }),
      handle(concernedBy, async ({ userId }) => ({ userIds: [userId, ...this.#members()] })),
      handle(newestOwn, async ({ of }) => ({
        ordinals: of.map(({ userId, upTo }) => this.#newestOf(userId, upTo)),
      })),
    ];
  }

  #newestOf(userId: string, upTo: number): number {
    const own = this.#events.flatMap(({ event }) =>
      event.type === 'MessageSent' && event.by === userId ? [event.data.ordinal] : [],
    );
    return own.findLast((ordinal) => ordinal <= upTo) ?? 0;
  }

  #missed(by: string, from: number): Push[] {
    const [wasIn, isIn] = [this.#isIn(by, from), this.#isIn(by)];
    if (!isIn) return wasIn ? [{ type: 'chat:removed', chatId: this.id, data: {} }] : [];
    if (!wasIn) return [{ type: 'chat:added', chatId: this.id, data: { chat: this.#chatOf(by) } }];
    return this.#events.filter(({ seq }) => seq > from).map(({ event }) => numberedPushOf(event));
  }

  #chatOf(by: string): Chat {
    const made = this.#events[0]!.event as ChatEventOf<'ChatCreated'>;
    return { ...createdChat(made, by), version: this.version, memberCount: this.#members().length };
  }

  #isIn(userId: string, at = this.#seq): boolean {
    return this.#members(at).includes(userId);
  }

  #members(at = this.#seq): string[] {
    let members: string[] = [];
    for (const { event } of this.#events.filter(({ seq }) => seq <= at)) {
      if (event.type === 'ChatCreated') members = event.data.members.map(({ userId }) => userId);
      if (event.type === 'MembersAdded') members = [...members, ...event.data.members.map(({ userId }) => userId)];
      if (event.type === 'MemberRemoved') members = members.filter((userId) => userId !== event.data.userId);
      if (event.type === 'MemberLeft') members = members.filter((userId) => userId !== event.by);
      if (event.type === 'ChatDeleted') members = [];
    }
    return members;
  }
}
