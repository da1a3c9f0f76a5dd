import { apple, type Keys, namesOf } from '../shortcuts/keys.ts';
import type { Format } from './format.ts';

/** The keys of each format; those with Shift as Slack has them. `code`: the key's place. */
export const formatKeys: Readonly<Record<Format, Keys & { code: string }>> = {
  bold: { code: 'KeyB', key: 'b', mod: true },
  italic: { code: 'KeyI', key: 'i', mod: true },
  code: { code: 'KeyE', key: 'e', mod: true },
  codeBlock: { code: 'KeyE', key: 'e', mod: true, shift: true },
  quote: { code: 'Digit9', key: '9', mod: true, shift: true },
  bulletList: { code: 'Digit8', key: '8', mod: true, shift: true },
  numberList: { code: 'Digit7', key: '7', mod: true, shift: true },
  link: { code: 'KeyU', key: 'u', mod: true, shift: true },
};

/** `Ctrl+Shift+9`, or `⌘⇧9`. */
export const shortcutText = (format: Format): string => namesOf(formatKeys[format]).join(apple ? '' : '+');

/** As `aria-keyshortcuts` has it. */
export function ariaShortcut(format: Format): string {
  const { key, shift } = formatKeys[format];
  return `${apple ? 'Meta' : 'Control'}+${shift ? 'Shift+' : ''}${key.toUpperCase()}`;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/**
 * The format that a key asks for. By its place: with Shift the digits are other signs in each language. Where that sign is
 * a slash, as on a German 7, it asks for help.
 */
export function formatOf({ key, code, ctrlKey, metaKey, shiftKey, altKey }: Pressed): Format | undefined {
  if (!(apple ? metaKey : ctrlKey) || altKey || key === '/') return undefined;
  const found = Object.entries(formatKeys).find(([, keys]) => keys.code === code && (keys.shift ?? false) === shiftKey);
  return found?.[0] as Format | undefined;
}
