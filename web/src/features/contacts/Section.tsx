import { type Accessor, createMemo, createUniqueId, For, type JSX, Show } from 'solid-js';

type Props<T> = { title: string; each: readonly T[]; children: (item: Accessor<T>) => JSX.Element };

/** A titled list of people with its count; not there at all while it is empty. What is told of one changes in its row. */
export function Section<T extends { user: { id: string } }>(props: Props<T>) {
  const id = createUniqueId();
  const byUser = createMemo(() => new Map(props.each.map((item) => [item.user.id, item])));
  const userIds = createMemo(() => [...byUser().keys()]);
  return (
    <Show when={props.each.length > 0}>
      <section class="contacts-section" aria-labelledby={id}>
        <h2 id={id}>
          {props.title} <span class="title-count">{props.each.length}</span>
        </h2>
        <ul>
          <For each={userIds()}>
            {(userId) => <Show when={byUser().get(userId)}>{(item) => props.children(item)}</Show>}
          </For>
        </ul>
      </section>
    </Show>
  );
}
