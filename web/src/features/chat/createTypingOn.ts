import { onCleanup } from 'solid-js';
import { inOverlay } from '../../lib/focus.ts';
import { isForSign } from '../shortcuts/keys.ts';

/** Leads a letter that is typed elsewhere in the chat, or nowhere, to where one writes. */
export function createTypingOn(area: () => HTMLElement | undefined): void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || !isForSign(event, event.getModifierState('AltGraph'))) return;
    // Space scrolls, and presses a button.
    if (event.key === ' ' || [...event.key].length !== 1 || inOverlay(event) || !isFree(event.target)) return;
    // The key goes to what has the focus by then.
    area()?.focus({ preventScroll: true });
  };
  document.addEventListener('keydown', onKeyDown);
  onCleanup(() => document.removeEventListener('keydown', onKeyDown));
}

const isFree = (target: EventTarget | null): boolean =>
  target === document.body ||
  (target instanceof HTMLElement && target.closest('.chat') !== null && !target.matches('input, textarea, select'));
