import type { Message } from '@messenger/proto';
import type { Anchor, MessagesPage } from '../http/api.ts';

/**
 * The loaded part of a chat's history: without a gap, in order. `hasAfter`: it does not reach the live end.
 * `stale`: events are missing from it; it is shown until the page that replaces it is there.
 */
export type Window = { messages: readonly Message[]; hasBefore: boolean; hasAfter: boolean; stale: boolean };

/** By ordinal; a system notice has the ordinal of the user message before it, and several are told apart by version. */
export function compareMessages(a: Message, b: Message): number {
  if (a.ordinal !== b.ordinal) return a.ordinal - b.ordinal;
  if (a.kind !== b.kind) return a.kind === 'user' ? -1 : 1;
  return a.version - b.version;
}

/** Both, in order; of the same message the one that reflects more events. */
export function mergeMessages(a: readonly Message[], b: readonly Message[]): readonly Message[] {
  const last = a.at(-1);
  const [only] = b;
  if (b.length === 1 && only && last && compareMessages(last, only) < 0) return [...a, only];
  const byId = new Map(a.map((message) => [message.id, message]));
  for (const message of b) {
    const known = byId.get(message.id);
    if (!known || known.version < message.version) byId.set(message.id, message);
  }
  return [...byId.values()].sort(compareMessages);
}

/** The window after a page came. Pages before and after extend it, any other takes its place. */
export function withPage(window: Window | undefined, page: MessagesPage, anchor: Anchor): Window {
  const { messages, hasBefore, hasAfter } = page;
  if (window && 'before' in anchor) return { ...window, messages: mergeMessages(messages, window.messages), hasBefore };
  if (window && 'after' in anchor) return { ...window, messages: mergeMessages(window.messages, messages), hasAfter };
  return { messages: mergeMessages([], messages), hasBefore, hasAfter, stale: false };
}

/** The window after a message was sent, where it reaches the live end. */
export function withNew(window: Window, message: Message): Window {
  if (window.hasAfter || window.stale) return window;
  return { ...window, messages: mergeMessages(window.messages, [message]) };
}
