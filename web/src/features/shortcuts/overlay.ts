import { createSignal } from 'solid-js';

/** What stands over the page and can be opened from anywhere; one at a time. */
export type Overlay = 'switcher' | 'help' | 'logout';

const [overlay, show] = createSignal<Overlay>();

export { overlay };
export const showOverlay = (next: Overlay | undefined): void => void show(next);
