import { A } from '@solidjs/router';
import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { useSync } from '../../sync/context.tsx';
import { Empty } from '../../ui/Empty.tsx';

/** The main pane while no chat is open. */
export default function Welcome() {
  const sync = useSync();
  usePageTitle(() => words.shell.chats);
  return (
    <Show when={sync.state.loaded()}>
      <Empty title={words.welcome.title} body={words.welcome.body}>
        <A class="button" data-look="plain" href="/contacts">
          {words.chats.emptyAction}
        </A>
      </Empty>
    </Show>
  );
}
