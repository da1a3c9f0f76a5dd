import type { Chat } from '@messenger/proto';
import type { FoundMessages } from '@messenger/sync';
import { expect, test } from 'vitest';
import { stillThere } from './found.ts';

const hit = (id: string, chatId: string) => ({ message: { id, chatId } }) as FoundMessages['results'][number];
const hits = [hit('1', 'a'), hit('2', 'a'), hit('3', 'b')];
const shown = ({ deleted = '', chats = ['a', 'b'], loaded = true }) =>
  stillThere(hits, {
    deleted: (id) => id === deleted,
    chat: (id) => (chats.includes(id) ? ({ id } as Chat) : undefined),
    loaded: () => loaded,
  }).map(({ message }) => message.id);

test('what is deleted meanwhile, or in a chat that one was put out of, is found no more', () => {
  expect(shown({})).toEqual(['1', '2', '3']);
  expect(shown({ deleted: '2' })).toEqual(['1', '3']);
  expect(shown({ chats: ['a'] })).toEqual(['1', '2']);
  expect(shown({ chats: [], loaded: false })).toEqual(['1', '2', '3']);
});
