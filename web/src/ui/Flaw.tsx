import { Show } from 'solid-js';
import './Flaw.css';

/** What went wrong, where it did, and said aloud; nothing while all is well. */
export function Flaw(props: { text: string | undefined; class?: string }) {
  return (
    <Show when={props.text}>
      <p class={props.class ? `flaw ${props.class}` : 'flaw'} role="alert">
        {props.text}
      </p>
    </Show>
  );
}
