import { useNavigate } from '@solidjs/router';
import { createEffect, onMount, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { startWorker, tellWorker, update, updateReady } from '../../lib/worker.ts';
import { useSync } from '../../sync/context.tsx';
import { createNotices } from '../notices/createNotices.ts';
import { UpdateNotice } from './UpdateNotice.tsx';

/** Fetched while there is a line, for when there is none: no worker may have them yet. */
const asked = () => Promise.allSettled([import('./AskLogout.tsx'), import('../contacts/ContactMenu.tsx')]);

/** What goes on behind every screen, once the first one is there: the service worker, notifications, newer versions. */
export default function Background() {
  const sync = useSync();
  const navigate = useNavigate();
  onMount(() => void startWorker(navigate, () => !sync.state.connection().notKept));
  onMount(() => void asked());
  createNotices(sync);
  createEffect(() => {
    // Of whoever has logged out, nothing stays on the screen.
    if (sync.state.session().state === 'signedOut') tellWorker({ kind: 'keep', tags: [] });
  });
  return (
    <Show when={updateReady()}>
      <UpdateNotice text={words.update.ready} onReload={update} />
    </Show>
  );
}
