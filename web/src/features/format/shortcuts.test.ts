import { afterEach, expect, test, vi } from 'vitest';
import { setLanguage } from '../../lib/strings.ts';
import { everywhere, namesOf } from '../shortcuts/keys.ts';
import { ariaShortcut, formatKeys, formatOf, shortcutText } from './shortcuts.ts';

// Whatever keyboard the tests are run at.
vi.hoisted(() => vi.stubGlobal('navigator', { platform: 'Linux x86_64' }));
afterEach(() => vi.unstubAllGlobals());

test('the keys are named as they are on the reader’s keyboard, and for machines in English', async () => {
  vi.stubGlobal('document', { documentElement: {} });
  expect([shortcutText('bold'), shortcutText('quote')]).toEqual(['Ctrl+B', 'Ctrl+Shift+9']);
  await setLanguage('de');
  expect([shortcutText('bold'), shortcutText('quote')]).toEqual(['Strg+B', 'Strg+Umschalt+9']);
  expect([ariaShortcut('bold'), ariaShortcut('quote')]).toEqual(['Control+B', 'Control+Shift+9']);
  await setLanguage('en');
});

test('a format is told by the place of its key, whatever sign that gives with Shift', () => {
  const press = (code: string, held = '', key = '') => ({
    key,
    code,
    ctrlKey: held.includes('ctrl'),
    metaKey: held.includes('meta'),
    altKey: held.includes('alt'),
    shiftKey: held.includes('shift'),
  });
  expect(formatOf(press('KeyE', 'ctrl'))).toBe('code');
  expect(formatOf(press('KeyE', 'ctrl shift'))).toBe('codeBlock');
  expect(formatOf(press('Digit9', 'ctrl shift'))).toBe('quote');
  expect(formatOf(press('KeyB'))).toBeUndefined();
  expect(formatOf(press('KeyB', 'ctrl alt'))).toBeUndefined();
  expect(formatOf(press('Digit9', 'ctrl'))).toBeUndefined();
  expect(formatOf(press('Digit7', 'ctrl shift', '&'))).toBe('numberList');
  expect(formatOf(press('Digit7', 'ctrl shift', '/'))).toBeUndefined();
});

test('no format has the keys of another, or of what works everywhere', () => {
  const keys = [...Object.values(formatKeys), ...Object.values(everywhere).flat()];
  const all = keys.map((each) => namesOf(each).join(' '));
  expect(new Set(all).size).toBe(all.length);
});
