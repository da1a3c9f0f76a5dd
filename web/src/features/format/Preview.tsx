import { type Block, parse } from '@messenger/markup';
import { createMemo, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { Blocks } from '../chat/Markup.tsx';

/** What the text will look like, as it is being written; nothing while it would look the same. */
export function Preview(props: { text: string }) {
  const blocks = createMemo(() => parse(props.text));
  const formatted = createMemo(() => blocks().some(isFormatted));
  return (
    <Show when={formatted()}>
      <section class="format-preview message-text" aria-label={words.chat.preview} tabindex="0">
        <Blocks blocks={blocks()} />
      </section>
    </Show>
  );
}

const isFormatted = (block: Block): boolean =>
  block.kind !== 'paragraph' || block.inline.some(({ kind }) => kind !== 'text' && kind !== 'break');
