import type { Timeline } from '@messenger/sync';
import { createEffect, createSignal, For, on } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf, previewOf } from '../../sync/views.ts';

/** Reads out what others write while the chat is open. The timeline itself is silent: scrolling it adds old rows. */
export function Announcer(props: { timeline: Timeline }) {
  const sync = useSync();
  const [lines, setLines] = createSignal<string[]>([]);
  const newest = () => props.timeline.items.findLast((item) => item.state === 'sent')?.message;
  createEffect(
    on(
      newest,
      (message, before) => {
        if (!message || !before || message.ordinal <= before.ordinal || message.senderId === sync.state.me()?.id)
          return;
        const line = words.chat.announce(nameOf(sync.state.user(message.senderId)), previewOf(message, 500));
        setLines((lines) => [...lines.slice(-2), line]);
      },
      { defer: false },
    ),
  );
  return (
    <div class="visually-hidden" role="log" aria-live="polite" aria-label={words.chat.newMessages}>
      <For each={lines()}>{(line) => <p>{line}</p>}</For>
    </div>
  );
}
