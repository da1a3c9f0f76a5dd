import { words } from '../../lib/strings.ts';

export type Shortcut =
  | 'switcher'
  | 'help'
  | 'search'
  | 'nextChat'
  | 'previousChat'
  | 'nextUnread'
  | 'previousUnread'
  | 'details';

/** `mod`: Ctrl, and ⌘ on Apple's keyboards. `key`: as in `KeyboardEvent.key`, lower-case. */
export type Keys = { key: string; mod?: true; alt?: true; shift?: true };
type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Those that work wherever the focus is. `?` alone is a letter where one writes, so there it takes Ctrl+/. */
export const everywhere: Record<Shortcut, readonly Keys[]> = {
  switcher: [{ key: 'k', mod: true }],
  help: [{ key: '?' }, { key: '/', mod: true }],
  search: [{ key: 'f', mod: true, shift: true }],
  nextChat: [{ key: 'arrowdown', alt: true }],
  previousChat: [{ key: 'arrowup', alt: true }],
  nextUnread: [{ key: 'arrowdown', alt: true, shift: true }],
  previousUnread: [{ key: 'arrowup', alt: true, shift: true }],
  details: [{ key: '.', mod: true }],
};

const matches = ({ key, mod, alt, shift }: Keys, event: Pressed) =>
  event.key.toLowerCase() === key &&
  (event.ctrlKey || event.metaKey) === Boolean(mod) &&
  event.altKey === Boolean(alt) &&
  // A sign that is typed with Shift is that sign, wherever the keyboard has it.
  (/^[^a-z0-9]$/.test(key) || event.shiftKey === Boolean(shift));

/** What has the focus: where letters are taken, what opens by Alt with an arrow, or neither. */
export type Place = 'text' | 'choice' | 'page';

export function shortcutOf(event: Pressed, place: Place): Shortcut | undefined {
  const all = Object.entries(everywhere) as [Shortcut, readonly Keys[]][];
  const isFree = ({ mod, alt }: Keys) => mod || (alt ? place !== 'choice' : place === 'page');
  return all.find(([, each]) => each.some((keys) => isFree(keys) && matches(keys, event)))?.[0];
}

export const apple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');
/** Whether a key is for a sign, not for a command: AltGr, and Option on a Mac, lead to those that have no key of their own. */
export const isForSign = ({ ctrlKey, metaKey, altKey }: Pressed, altGr: boolean, onApple = apple): boolean =>
  !metaKey && (onApple ? !ctrlKey : altGr || !(ctrlKey || altKey));

const signs: Record<string, string> = { arrowdown: '↓', arrowup: '↑', enter: 'Enter', escape: 'Esc', tab: 'Tab' };

/** What is written on the keys to press, one after the other. */
export function namesOf({ key, mod, alt, shift }: Keys): string[] {
  const { ctrl, alt: altKey, shift: shiftKey } = words.shortcuts.keys;
  return [
    ...(mod ? [apple ? '⌘' : ctrl] : []),
    ...(alt ? [apple ? '⌥' : altKey] : []),
    ...(shift ? [apple ? '⇧' : shiftKey] : []),
    signs[key] ?? key.toUpperCase(),
  ];
}
