import type { Attachment } from '@messenger/proto';
import { createSignal } from 'solid-js';

/** Images of a message that are looked at, one at a time; `from` has the focus afterwards. */
export type Showing = {
  messageId: string;
  images: readonly Attachment[];
  index: number;
  author: string;
  from: HTMLElement | null;
};

const [showing, setShowing] = createSignal<Showing>();

/** What the lightbox shows; there is only ever one. */
export { showing };
export const show = (next: Showing | undefined): void => void setShowing(next);
