import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { useSync } from '../../sync/context.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ConnectionNote } from './ConnectionLine.tsx';

/** The main pane while no chat is open. */
export default function Welcome() {
  const sync = useSync();
  usePageTitle(() => words.shell.chats);
  return (
    <Show when={sync.state.loaded()}>
      <Show
        when={sync.state.chats().length > 0}
        fallback={
          <Empty heading="h1" title={words.welcome.firstTitle} body={words.chats.emptyHint}>
            <A class="button" data-look="primary" href="/contacts">
              {words.chats.emptyAction}
            </A>
            <ConnectionNote />
          </Empty>
        }
      >
        <Empty heading="h1" title={words.welcome.title} body={words.welcome.body}>
          <ConnectionNote />
        </Empty>
      </Show>
    </Show>
  );
}
