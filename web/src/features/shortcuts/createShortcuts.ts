import { useLocation, useNavigate } from '@solidjs/router';
import { onCleanup } from 'solid-js';
import { chatIn } from '../../lib/own-path.ts';
import { useSync } from '../../sync/context.tsx';
import { detailsShown, showDetails } from '../chat/details.ts';
import { type Place, type Shortcut, shortcutOf } from './keys.ts';
import { neighbour } from './neighbour.ts';
import { overlay, showOverlay } from './overlay.ts';

/** Listens for the shortcuts that work everywhere, for as long as the calling component is there. */
export function createShortcuts(): void {
  const sync = useSync();
  const navigate = useNavigate();
  const location = useLocation();
  const chatId = () => chatIn(location.pathname);

  const go = (step: 1 | -1, unread: boolean) => {
    const id = neighbour(sync.state.chats(), chatId(), step, unread);
    if (id !== undefined) navigate(`/chat/${id}`);
  };
  const actions: Record<Shortcut, () => void> = {
    switcher: () => showOverlay(overlay() === 'switcher' ? undefined : 'switcher'),
    help: () => showOverlay('help'),
    search: () => navigate('/search'),
    nextChat: () => go(1, false),
    previousChat: () => go(-1, false),
    nextUnread: () => go(1, true),
    previousUnread: () => go(-1, true),
    details: () => chatId() && showDetails(!detailsShown()),
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const shortcut = shortcutOf(event, placeOf(event.target));
    if (!shortcut) return;
    // What asks something is answered first; the switcher closes by what opened it.
    if (somethingAsks() && !(shortcut === 'switcher' && overlay() === 'switcher')) return;
    event.preventDefault();
    actions[shortcut]();
  };
  document.addEventListener('keydown', onKeyDown);
  onCleanup(() => document.removeEventListener('keydown', onKeyDown));
}

function placeOf(target: EventTarget | null): Place {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.matches('select, input[type="date"]')) return 'choice';
  return target.isContentEditable || target.matches('input, textarea') ? 'text' : 'page';
}

const somethingAsks = () => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
