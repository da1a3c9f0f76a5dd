import { createUniqueId, For, type JSX, Show } from 'solid-js';

/** A titled list with its count; not there at all while it is empty. */
export function Section<T>(props: { title: string; each: readonly T[]; children: (item: T) => JSX.Element }) {
  const id = createUniqueId();
  return (
    <Show when={props.each.length > 0}>
      <section class="contacts-section" aria-labelledby={id}>
        <h2 id={id}>
          {props.title} <span class="figures">{props.each.length}</span>
        </h2>
        <ul>
          <For each={props.each}>{props.children}</For>
        </ul>
      </section>
    </Show>
  );
}
