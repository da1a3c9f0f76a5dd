import { expect, test } from 'vitest';
import { everywhere, namesOf, shortcutOf } from './keys.ts';

const press = (key: string, held = '') => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

test('each is told by its keys, with Ctrl or with ⌘, and by nothing more or less', () => {
  expect(shortcutOf(press('k', 'ctrl'), true)).toBe('switcher');
  expect(shortcutOf(press('K', 'meta'), false)).toBe('switcher');
  expect(shortcutOf(press('k', 'ctrl shift'), false)).toBeUndefined();
  expect(shortcutOf(press('ArrowDown', 'alt'), true)).toBe('nextChat');
  expect(shortcutOf(press('ArrowDown', 'alt shift'), true)).toBe('nextUnread');
  expect(shortcutOf(press('ArrowDown'), false)).toBeUndefined();
});

test('a question mark is help, but where one writes it is a question mark', () => {
  expect(shortcutOf(press('?', 'shift'), false)).toBe('help');
  expect(shortcutOf(press('?', 'shift'), true)).toBeUndefined();
  expect(shortcutOf(press('/', 'ctrl'), true)).toBe('help');
  expect(shortcutOf(press('/', 'ctrl shift'), true)).toBe('help');
});

test('no two have the same keys', () => {
  const all = Object.values(everywhere)
    .flat()
    .map((keys) => namesOf(keys).join(' '));
  expect(new Set(all).size).toBe(all.length);
});
