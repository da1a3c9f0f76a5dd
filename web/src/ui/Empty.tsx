import type { ParentProps } from 'solid-js';
import { Mark } from './Mark.tsx';
import './Empty.css';

/** A place with nothing in it yet: what it is for, and the next step. */
export function Empty(props: ParentProps<{ title: string; body?: string }>) {
  return (
    <div class="empty">
      <Mark size={24} />
      <h2 class="empty-title">{props.title}</h2>
      <p class="empty-body">{props.body}</p>
      {props.children}
    </div>
  );
}
