import type { Timeline } from '@messenger/sync';
import { createEffect, createSignal, For, untrack } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf, previewOf } from '../../sync/views.ts';
import { newsBetween } from './news.ts';

/** So many are read out of what comes at once. */
const most = 5;

/** Reads out what others write while the chat is open. The timeline itself is silent: scrolling it adds old rows. */
export function Announcer(props: { timeline: Timeline }) {
  const sync = useSync();
  const [lines, setLines] = createSignal<{ text: string }[]>([]);
  createEffect(
    (before: Timeline) => {
      const now = props.timeline;
      untrack(() => {
        const news = newsBetween(before, now, sync.state.me()?.id).slice(-most);
        const said = news.map((message) => ({
          text: words.chat.announce(nameOf(sync.state.user(message.senderId)), previewOf(message, 500)),
        }));
        if (said.length > 0) setLines((lines) => [...lines, ...said].slice(-most));
      });
      return now;
    },
    untrack(() => props.timeline),
  );
  return (
    <div class="visually-hidden" role="log" aria-live="polite" aria-label={words.chat.newMessages}>
      <For each={lines()}>{(line) => <p>{line.text}</p>}</For>
    </div>
  );
}
