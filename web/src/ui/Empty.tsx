import type { ParentProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { Mark } from './Mark.tsx';
import './Empty.css';

/** A place with nothing in it yet: what it is for, and the next step. */
export function Empty(props: ParentProps<{ title: string; body?: string; heading?: 'h1' | 'h2' }>) {
  return (
    <div class="empty">
      <Mark size={24} />
      <Dynamic component={props.heading ?? 'h2'} class="empty-title">
        {props.title}
      </Dynamic>
      <p class="empty-body">{props.body}</p>
      {props.children}
    </div>
  );
}
