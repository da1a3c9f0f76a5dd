import { createRenderEffect, createSignal, onCleanup } from 'solid-js';
import { product } from './strings.ts';
import { within } from './text.ts';

const [page, setPage] = createSignal('');
const [unread, setUnread] = createSignal(0);

export { setUnread };

/** `(3) Ann Lee · 1000 Messenger` */
export function titleOf(page: string, unread: number): string {
  const count = unread > 99 ? '(99+) ' : unread > 0 ? `(${unread}) ` : '';
  return `${count}${page ? `${within(page)} · ` : ''}${product}`;
}

/** Who has named the page. */
let namer: object | undefined;

/** Names the page while the calling component is there, and no other has named it since. */
export function usePageTitle(name: () => string): void {
  const mine = {};
  createRenderEffect(() => {
    namer = mine;
    setPage(name());
  });
  onCleanup(() => namer === mine && setPage(''));
}

/** Keeps the document's title; called once, at the root. */
export function keepTitle(): void {
  createRenderEffect(() => {
    document.title = titleOf(page(), unread());
  });
}
