import { onMount, type ParentProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Mark } from './Mark.tsx';
import './Empty.css';

type Props = ParentProps<{
  title: string;
  body?: string;
  heading?: 'h1' | 'h2';
  /** It comes in the place of what may have had the focus: then its title takes that. */
  instead?: boolean;
}>;

/** A place with nothing in it yet: what it is for, and the next step. */
export function Empty(props: Props) {
  let title: HTMLElement | undefined;
  onMount(() =>
    // What lay over it goes with it.
    requestAnimationFrame(() => {
      if (props.instead && document.activeElement === document.body) title?.focus({ preventScroll: true });
    }),
  );
  return (
    <div class="empty">
      <Mark size={24} />
      <Dynamic
        component={props.heading ?? 'h2'}
        class="empty-title"
        tabindex={props.instead ? '-1' : undefined}
        ref={(element: HTMLElement) => {
          title = element;
        }}
      >
        {props.title}
      </Dynamic>
      <p class="empty-body">{props.body}</p>
      {props.children}
    </div>
  );
}
