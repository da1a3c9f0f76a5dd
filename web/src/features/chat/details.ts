import { createSignal } from 'solid-js';
import { storage } from '../../lib/storage.ts';

const [shown, setShown] = createSignal(storage.getItem('details') === 'shown' && innerWidth >= 1200);

/** Whether a chat's details stand beside it: kept while one goes from chat to chat, and on wide windows over a reload. */
export const detailsShown = shown;
export function showDetails(next: boolean): void {
  setShown(next);
  if (next) storage.setItem('details', 'shown');
  else storage.removeItem('details');
}
