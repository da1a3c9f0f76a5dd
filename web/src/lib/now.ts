import { createEffect, createRoot, createSignal, on } from 'solid-js';
import { words } from './strings.ts';
import { type Clock, clockNow } from './time.ts';

const [clock, setClock] = createSignal<Clock>(clockNow());

/** The time as of the last minute: what shows "today" or "last seen" depends on it and stays true. */
export { clock };

// Dates speak the language of the words.
createRoot(() =>
  createEffect(
    on(
      () => words.language.locale,
      () => setClock(clockNow()),
      { defer: true },
    ),
  ),
);
setInterval(() => setClock(clockNow()), 60_000);
document.addEventListener('visibilitychange', () => document.hidden || setClock(clockNow()));
