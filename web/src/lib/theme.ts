import { createSignal } from 'solid-js';
import { storage } from './storage.ts';

export type Theme = 'system' | 'light' | 'dark';

const saved = storage.getItem('theme');
const [theme, set] = createSignal<Theme>(saved === 'light' || saved === 'dark' ? saved : 'system');

export { theme };

/** Chooses a theme for this device; `public/theme.js` applies it before the next first paint. */
export function setTheme(next: Theme): void {
  set(next);
  if (next === 'system') {
    storage.removeItem('theme');
    delete document.documentElement.dataset.theme;
  } else {
    storage.setItem('theme', next);
    document.documentElement.dataset.theme = next;
  }
}
