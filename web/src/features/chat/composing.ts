import type { Message } from '@messenger/proto';
import { createSignal } from 'solid-js';
import type { Answered } from '../../lib/drafts.ts';
import { onForget } from '../../lib/written.ts';

/** What the composer is for just now, other than a new message: a reply to this one, or another text for it. */
export type Composing = { kind: 'reply' | 'edit'; message: Message };

/** Per chat, the last one counts: what one answers waits while one changes another message. */
const [current, setCurrent] = createSignal<ReadonlyMap<string, readonly Composing[]>>(new Map());
/** Per chat, the text that is to take the place of the one that is changed. */
const texts = new Map<string, string>();

const set = (chatId: string, next: readonly Composing[]) => {
  texts.delete(chatId);
  setCurrent(new Map([...current(), [chatId, next]]));
};

/** The answered message of a draft that a reload left: what it says is looked up where it is shown. */
export const asMessage = (chatId: string, { id, ordinal, senderId }: Answered): Message => ({
  id,
  chatId,
  version: 0,
  ordinal,
  kind: 'user',
  senderId,
  text: '',
  attachments: [],
  replyTo: null,
  reactions: [],
  sentAt: '',
});

/** In a chat; it stays while one goes to other chats, and ends with the page. */
export const composingIn = (chatId: string): Composing | undefined => current().get(chatId)?.at(-1);

/** What the draft of a chat answers, though another message is being changed. */
export const answeredIn = (chatId: string): Message | undefined =>
  current()
    .get(chatId)
    ?.find(({ kind }) => kind === 'reply')?.message;

export function compose(composing: Composing): void {
  const { chatId } = composing.message;
  const reply = (current().get(chatId) ?? []).filter(({ kind }) => kind === 'reply');
  set(chatId, composing.kind === 'edit' ? [...reply, composing] : [composing]);
}

/** Ends what is composed just now; what waited for it goes on. */
export const endComposing = (chatId: string): void => set(chatId, (current().get(chatId) ?? []).slice(0, -1));

/** The text of a change as far as it is written. */
export const changedText = ({ chatId, text }: Message): string => texts.get(chatId) ?? text;
export const writeChange = ({ chatId }: Message, text: string): void => void texts.set(chatId, text);

onForget(() => {
  texts.clear();
  setCurrent(new Map());
});

const [asked, setAsked] = createSignal(0);

/** Counts how often the composer was asked to take the focus. */
export const focusAsked = asked;
export const focusComposer = (): void => void setAsked((count) => count + 1);
