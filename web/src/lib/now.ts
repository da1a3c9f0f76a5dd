import { createSignal } from 'solid-js';
import { type Clock, clockNow } from './time.ts';

const [clock, setClock] = createSignal<Clock>(clockNow());

/** The time as of the last minute: what shows "today" or "last seen" depends on it and stays true. */
export { clock };

setInterval(() => setClock(clockNow()), 60_000);
document.addEventListener('visibilitychange', () => document.hidden || setClock(clockNow()));
