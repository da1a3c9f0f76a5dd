import { createSignal } from 'solid-js';
import { storage } from './storage.ts';
import { isolating } from './text.ts';
import { en, type Words } from './words/en.ts';

export const product = '1000 Messenger';

/** Each language the interface speaks, by its code; all but English are fetched when they are chosen. */
const loaders = {
  en: async () => en,
  de: async () => (await import('./words/de.ts')).de,
} satisfies Record<string, () => Promise<Words>>;

export type Language = keyof typeof loaders;
/** Each in its own words. */
export const languages: readonly { value: Language; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
];

const isLanguage = (code: string | null | undefined): code is Language => code != null && Object.hasOwn(loaders, code);
const saved = storage.getItem('language');
const [chosen, setChosen] = createSignal<Language | 'system'>(isLanguage(saved) ? saved : 'system');
const [current, setCurrent] = createSignal<Words>(isolating(en));

/** What the user chose on this device. */
export const language = chosen;

/** Every word of the interface in the language of now; whoever reads one follows a change of the language. */
export const words: Words = new Proxy(en, { get: (_, part: keyof Words) => current()[part] });

/** The first of the browser's languages that the interface speaks. */
export function spoken(preferred: readonly string[]): Language {
  return preferred.map((tag) => tag.split('-', 1)[0]?.toLowerCase()).find(isLanguage) ?? 'en';
}

/** Speaks what was chosen, else what the browser asks for. To be awaited before the first paint. */
export async function loadLanguage(): Promise<void> {
  const code = chosen();
  const next = await loaders[code === 'system' ? spoken(navigator.languages) : code]().catch(() => en);
  document.documentElement.lang = next.language.locale;
  document.documentElement.dir = next.language.dir;
  setCurrent(isolating(next));
}

export function setLanguage(next: Language | 'system'): Promise<void> {
  if (next === 'system') storage.removeItem('language');
  else storage.setItem('language', next);
  setChosen(next);
  return loadLanguage();
}
