import { onMount } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';

/** In place of a screen that failed, as when a part of it can no longer be fetched: what is kept, and the way out. */
export function Broken(props: { error: unknown }) {
  usePageTitle(() => words.broken.title);
  onMount(() => reportError(props.error));
  return (
    <main class="page">
      <Empty heading="h1" title={words.broken.title} body={words.broken.body}>
        <div class="empty-ways">
          <Button look="primary" onClick={() => location.reload()}>
            {words.broken.reload}
          </Button>
          <a class="button" data-look="plain" href="/">
            {words.notFound.action}
          </a>
        </div>
      </Empty>
    </main>
  );
}
