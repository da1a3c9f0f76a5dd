import type { Chat } from '@messenger/proto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChatList } from './chat-list.ts';

const chat = (id: number, minute: number, unread: number) =>
  ({ id: `c${id}`, createdAt: new Date(minute * 60_000).toISOString(), unread }) as Chat;

/** Puts, or, without an activity, removals. */
const steps = fc.array(fc.tuple(fc.nat(7), fc.option(fc.nat(3)), fc.nat(3)), { maxLength: 40 });

test('whatever changes one by one, the list is the one that sorting all would give', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const list = createChatList();
      const chats = new Map<string, Chat>();
      list.of(chats);
      for (const [id, minute, unread] of all) {
        const before = chats.get(`c${id}`);
        if (minute !== null) {
          const after = chat(id, minute, unread);
          list.put(after, before);
          chats.set(after.id, after);
        } else if (before) {
          list.remove(before);
          chats.delete(before.id);
        }
        expect(list.of(chats)).toEqual(createChatList().of(chats));
      }
    }),
  );
});

test('a list that was given out does not change', () => {
  const list = createChatList();
  const [a, b] = [chat(1, 2, 0), chat(2, 1, 0)];
  const before = list.of(new Map([a, b].map((each) => [each.id, each])));
  list.put(chat(2, 3, 0), b);
  list.remove(a);
  expect(before).toEqual([a, b]);
});
