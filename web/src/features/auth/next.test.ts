import { expect, test } from 'vitest';
import { localPath, loginFor } from './next.ts';

test('only paths of this site are followed', () => {
  expect(localPath('/chat/1?x=2')).toBe('/chat/1?x=2');
  for (const evil of [undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', ['/a']]) {
    expect(localPath(evil)).toBe('/');
  }
});

test('the log-in page remembers where one wanted to go', () => {
  expect(loginFor(undefined, '/')).toBe('/login');
  expect(loginFor(undefined, '/chat/1')).toBe('/login?next=%2Fchat%2F1');
  expect(loginFor('expired', '/chat/1')).toBe('/login?next=%2Fchat%2F1');
  expect(loginFor('logout', '/chat/1')).toBe('/login');
});
