import type { Message, Push } from '@messenger/proto';
import type { ImageMessages } from '../types.ts';
import type { Changes } from './changes.ts';
import type { Window } from './window.ts';

export type Images = ReturnType<typeof createImages>;

/** Whether an event concerns the messages of a chat that have images. */
export const concernsImages = ({ type, data }: Push): boolean =>
  type !== 'message:new' || hasImages(data as Pick<Message, 'attachments'>);

/**
 * What is loaded of the messages that have images, of the chats in which somebody looks at them. One that is deleted
 * meanwhile stays in its window, which ends where it ended, but is shown no more.
 */
export function createImages({ note }: Pick<Changes, 'note'>) {
  const windows = new Map<string, Window | undefined>();
  const shown = new WeakMap<Window, ImageMessages>();
  const set = (chatId: string, window: Window | undefined) => {
    windows.set(chatId, window);
    note({ kind: 'images', chatId });
  };
  const close = (chatId: string) => {
    if (windows.delete(chatId)) note({ kind: 'images', chatId });
  };
  return {
    /** Somebody looks at a chat's images: until `close`, what is loaded of them is kept. */
    open(chatId: string) {
      if (!windows.has(chatId)) set(chatId, undefined);
    },
    close,
    opened: (): string[] => [...windows.keys()],
    window: (chatId: string) => windows.get(chatId),
    setWindow(chatId: string, window: Window) {
      if (windows.has(chatId) && windows.get(chatId) !== window) set(chatId, window);
    },
    /** Events are missing from it: true if anything is loaded. */
    markStale(chatId: string): boolean {
      const window = windows.get(chatId);
      if (window) windows.set(chatId, { ...window, stale: true });
      return window !== undefined;
    },
    of(chatId: string): ImageMessages | undefined {
      const window = windows.get(chatId);
      if (!window) return undefined;
      const list = shown.get(window) ?? {
        messages: window.messages.filter(hasImages).reverse(),
        hasBefore: window.hasBefore,
      };
      shown.set(window, list);
      return list;
    },
    clear() {
      for (const chatId of [...windows.keys()]) close(chatId);
    },
  };
}

const hasImages = ({ attachments }: Pick<Message, 'attachments'>): boolean => attachments.length > 0;
