import { expect, test } from 'vitest';
import { everywhere, isForSign, namesOf, shortcutOf } from './keys.ts';

const press = (key: string, held = '') => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

test('each is told by its keys, with Ctrl or with ⌘, and by nothing more or less', () => {
  expect(shortcutOf(press('k', 'ctrl'), 'text')).toBe('switcher');
  expect(shortcutOf(press('K', 'meta'), 'page')).toBe('switcher');
  expect(shortcutOf(press('k', 'ctrl shift'), 'page')).toBeUndefined();
  expect(shortcutOf(press('ArrowDown', 'alt'), 'text')).toBe('nextChat');
  expect(shortcutOf(press('ArrowDown', 'alt shift'), 'text')).toBe('nextUnread');
  expect(shortcutOf(press('ArrowDown'), 'page')).toBeUndefined();
});

test('what opens by Alt with an arrow keeps that, and takes letters', () => {
  expect(shortcutOf(press('ArrowDown', 'alt'), 'choice')).toBeUndefined();
  expect(shortcutOf(press('?', 'shift'), 'choice')).toBeUndefined();
  expect(shortcutOf(press('k', 'ctrl'), 'choice')).toBe('switcher');
});

test('a question mark is help, but where one writes it is a question mark', () => {
  expect(shortcutOf(press('?', 'shift'), 'page')).toBe('help');
  expect(shortcutOf(press('?', 'shift'), 'text')).toBeUndefined();
  expect(shortcutOf(press('/', 'ctrl'), 'text')).toBe('help');
  expect(shortcutOf(press('/', 'ctrl shift'), 'text')).toBe('help');
});

test('no two have the same keys', () => {
  const all = Object.values(everywhere)
    .flat()
    .map((keys) => namesOf(keys).join(' '));
  expect(new Set(all).size).toBe(all.length);
});

test('a sign is typed with Option on a Mac, elsewhere with AltGr, which some take for Ctrl and Alt', () => {
  expect(isForSign(press('a'), false)).toBe(true);
  expect([isForSign(press('@', 'alt'), false, true), isForSign(press('l', 'alt'), false, false)]).toEqual([
    true,
    false,
  ]);
  expect(isForSign(press('@', 'ctrl alt'), true, false)).toBe(true);
  for (const onApple of [true, false]) {
    for (const held of ['ctrl', 'meta', 'ctrl alt']) expect(isForSign(press('k', held), false, onApple)).toBe(false);
  }
});
