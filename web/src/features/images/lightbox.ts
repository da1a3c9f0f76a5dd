import type { Attachment } from '@messenger/proto';
import { createSignal } from 'solid-js';

/** An image, the message that it is in, and who sent that. */
export type ShownImage = { image: Attachment; messageId: string; author: string };

/**
 * Images that are looked at, one at a time; `from` has the focus afterwards. `chatId`: they are those of a whole chat, not
 * of one message; `more`: there are others behind the last.
 */
export type Showing = {
  images: readonly ShownImage[];
  index: number;
  from: HTMLElement | null;
  chatId?: string;
  more?: boolean;
};

const [showing, setShowing] = createSignal<Showing>();

/** What the lightbox shows; there is only ever one. */
export { showing };
export const show = (next: Showing | undefined): void => void setShowing(next);

/** Closes it and gives the focus back where it came from. */
export function hide(): void {
  const from = showing()?.from;
  show(undefined);
  // The dialog itself is gone by then.
  setTimeout(() => from?.focus({ preventScroll: true }));
}
