import { words } from '../../lib/strings.ts';
import { type Emoji, parse, type Row } from './emoji.ts';

const loaders: Record<string, () => Promise<{ default: Row[] }>> = {
  en: () => import('virtual:emoji/en'),
  de: () => import('virtual:emoji/de'),
};
const loaded = new Map<string, Promise<readonly Emoji[]>>();

/** Every emoji that this browser can show, with its words in the language of the interface. Fetched once. */
export function loadEmoji(): Promise<readonly Emoji[]> {
  const { locale } = words.language;
  let emoji = loaded.get(locale);
  if (!emoji) {
    emoji = (loaders[locale] ?? loaders.en!)().then(({ default: rows }) => parse(rows));
    // A failure is not for good: the next one who asks tries again.
    emoji.catch(() => loaded.delete(locale));
    loaded.set(locale, emoji);
  }
  return emoji;
}
