import type { Message } from '@messenger/proto';
import { createSignal } from 'solid-js';

/** What the composer is for just now, other than a new message: a reply to this one, or another text for it. */
export type Composing = { kind: 'reply' | 'edit'; message: Message };

const [current, setCurrent] = createSignal<Composing>();

/** In a chat; there is only ever one, as there is only one composer. */
export const composingIn = (chatId: string): Composing | undefined => {
  const composing = current();
  return composing?.message.chatId === chatId ? composing : undefined;
};
export const compose = (composing: Composing | undefined): void => void setCurrent(composing);

const [asked, setAsked] = createSignal(0);

/** Counts how often the composer was asked to take the focus. */
export const focusAsked = asked;
export const focusComposer = (): void => void setAsked((count) => count + 1);
