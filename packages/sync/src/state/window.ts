import type { Chat, Message, Push } from '@messenger/proto';
import type { Anchor, MessagesPage } from '../http/api.ts';
import { counted, type Receipts } from './counted.ts';
import { afterEvent, noticeFrom, received, reflects } from './message-events.ts';

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

/** What the page before a window is asked for by. A notice has the ordinal of the message before it, which is still to come. */
export const beforeWindow = ({ messages: [first] }: Window): number =>
  first ? first.ordinal + (first.kind === 'user' ? 0 : 1) : 0;
/** And the page after it. */
export const afterWindow = ({ messages }: Window): number => messages.at(-1)?.ordinal ?? 0;

/** Whether a page that was asked for by this is the one before or after a window. */
export const connects = (window: Window, anchor: Anchor): boolean =>
  ('before' in anchor && anchor.before === beforeWindow(window)) ||
  ('after' in anchor && anchor.after === afterWindow(window));

/** The window after a page came. Pages before and after extend it, any other takes its place. */
export function withPage(window: Window | undefined, page: MessagesPage, anchor: Anchor): Window {
  const { messages, hasBefore, hasAfter } = page;
  if (window && 'before' in anchor) return { ...window, messages: mergeMessages(messages, window.messages), hasBefore };
  if (window && 'after' in anchor) return { ...window, messages: mergeMessages(window.messages, messages), hasAfter };
  return { messages: mergeMessages([], messages), hasBefore, hasAfter, stale: false };
}

/** Whose window it is, and what is known of the chat beside it. */
export type Seen = { me: string; chat: Chat; receipts: Receipts };

/** A message as it was pushed, as this reader sees it. */
export const asSeen = (message: Message, { me, receipts }: Seen, loaded: readonly Message[]): Message =>
  counted(received(message, me, loaded), receipts);

/**
 * The window after an event of its chat. What is new is added where it reaches the live end, which may be ahead of the
 * event: a page that was loaded meanwhile shows more. `lastOrdinal`: of the chat as of the event.
 */
export function windowAfter(window: Window, push: Push, seen: Seen, lastOrdinal = seen.chat.lastOrdinal): Window {
  const live = !window.hasAfter && !window.stale;
  if (push.type === 'message:new') {
    const message = asSeen(push.data as Message, seen, window.messages);
    return live ? { ...window, messages: mergeMessages(window.messages, [message]) } : window;
  }
  const messages = mapped(window.messages, (each) => afterEvent(each, push, seen.me, seen.chat.memberCount));
  const notice = live && seen.chat.kind === 'group' ? noticeFrom(push, lastOrdinal) : undefined;
  if (messages === window.messages && !notice) return window;
  return { ...window, messages: notice ? mergeMessages(messages, [notice]) : messages };
}

/** The window after it was told who has what. */
export function windowCounted(window: Window, receipts: Receipts): Window {
  const messages = mapped(window.messages, (each) => counted(each, receipts));
  return messages === window.messages ? window : { ...window, messages };
}

/** A page with the events that came while it was loaded. */
export function caughtUp(page: MessagesPage, events: readonly Push[], anchor: Anchor, seen: Seen): MessagesPage {
  const messages = page.messages.map((each) => reflects(counted(each, seen.receipts), page.version));
  // What comes before something loaded does not reach the live end, whatever it says.
  const start: Window = { ...page, messages, hasAfter: page.hasAfter || 'before' in anchor, stale: false };
  const later = events.filter(({ version }) => (version ?? 0) > page.version);
  const end = later.reduce(
    (window, push) => windowAfter(window, push, seen, window.messages.at(-1)?.ordinal ?? 0),
    start,
  );
  return { ...page, messages: [...end.messages] };
}

function mapped(messages: readonly Message[], change: (message: Message) => Message): readonly Message[] {
  let any = false;
  const all = messages.map((message) => {
    const after = change(message);
    any ||= after !== message;
    return after;
  });
  return any ? all : messages;
}
