import { createSignal } from 'solid-js';
import { useMedia } from '../../lib/media.ts';
import { storage } from '../../lib/storage.ts';

const noRoom = '(width < 1200px)';
const detailsCover = (): boolean => matchMedia(noRoom).matches;
/** Whether there is no room for them beside the chat, live. */
export const useDetailsCover = (): (() => boolean) => useMedia(noRoom);

const [shown, setShown] = createSignal(storage.getItem('details') === 'shown' && !detailsCover());

/** Whether a chat's details are shown: on wide windows, where they stand beside it, from chat to chat and over a reload. */
export const detailsShown = shown;
export function showDetails(next: boolean): void {
  setShown(next);
  if (next) storage.setItem('details', 'shown');
  else storage.removeItem('details');
}

/** Where they lie over the chat they go out of the way of what one goes to. */
export function uncoverChat(): void {
  if (detailsCover()) showDetails(false);
}
