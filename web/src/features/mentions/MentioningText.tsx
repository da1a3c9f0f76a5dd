import { createEffect, createMemo, For } from 'solid-js';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { useMentions } from './Mentionable.tsx';
import { mentionsIn } from './mentions.ts';

/** A text in which an `@` stands: `@username` of a member leads to who that is. */
export function MentioningText(props: { text: string }) {
  const sync = useSync();
  const known = useMentions();
  const mentions = createMemo(() => (known ? mentionsIn(props.text) : []));
  createEffect(() => mentions().some(({ name }) => !known?.byUsername().has(name)) && known?.ask());
  const pieces = createMemo(() => {
    let at = 0;
    const all = mentions().flatMap(({ from, to, name }) => {
      const user = known?.byUsername().get(name);
      if (!user) return [];
      const before = props.text.slice(at, from);
      at = to;
      return [before, { text: props.text.slice(from, to), user }];
    });
    return [...all, props.text.slice(at)];
  });
  return (
    <For each={pieces()}>
      {(piece) =>
        typeof piece === 'string' ? (
          piece
        ) : (
          <a
            class="mention"
            data-self={piece.user.id === sync.state.me()?.id ? '' : undefined}
            href={`/user/${piece.user.id}`}
            title={nameOf(piece.user)}
          >
            {piece.text}
          </a>
        )
      }
    </For>
  );
}
