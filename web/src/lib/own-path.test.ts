import { expect, test } from 'vitest';
import { ownPath } from './own-path.ts';

test('a link to a chat, a message or a profile of this messenger is told from all others', () => {
  const path = (href: string) => ownPath(href, 'https://chat.example');
  expect(path('https://chat.example/chat/a/message/b')).toBe('/chat/a/message/b');
  expect(path('https://chat.example:443/user/a')).toBe('/user/a');
  const others = ['https://chat.example/docs', 'https://chat.example/chat/', 'https://chat.example.org/chat/a'];
  expect([...others, 'http://chat.example/chat/a', 'mailto:chat/a', 'https://'].filter(path)).toEqual([]);
});
