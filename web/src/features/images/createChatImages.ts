import type { ApiError, Result } from '@messenger/sync';
import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup, untrack } from 'solid-js';
import { useSync } from '../../sync/context.tsx';
import { whenBackOnline } from '../../sync/online.ts';
import { nameOf } from '../../sync/views.ts';
import { type ShownImage, show, showing } from './lightbox.ts';

/** So many are shown at first, and so many more each time. */
export const fewImages = 6;
const step = 30;
/** Older ones are loaded when so many are left behind the one that is looked at. */
const ahead = 3;

/** The images of a chat, the newest first, loaded as far as they are shown here or looked at one after the other. */
export function createChatImages(which: Accessor<string>) {
  const { actions, state } = useSync();
  const chatId = createMemo(which);
  const [wanted, setWanted] = createSignal(fewImages);
  const [failure, setFailure] = createSignal<ApiError>();
  const [busy, setBusy] = createSignal(false);
  const list = createMemo(() => state.images(chatId()));
  const messages = createMemo(() => list()?.messages ?? []);
  const all = createMemo(() => messages().flatMap(({ attachments }) => attachments));
  const images = createMemo(() =>
    messages().flatMap(({ id, attachments, senderId, sentAt }): (ShownImage & { sentAt: string })[] => {
      const author = nameOf(state.user(senderId));
      return attachments.map((image) => ({ image, messageId: id, author, sentAt }));
    }),
  );
  const hasBefore = () => list()?.hasBefore ?? false;
  /** What stays is the same object: nothing of it is drawn again when others come. */
  const tiles = createMemo(() => all().slice(0, wanted()));

  const load = async (ask: (chatId: string) => Promise<Result<void>>) => {
    setBusy(true);
    setFailure(undefined);
    const result = await ask(chatId());
    setBusy(false);
    if (!result.ok) setFailure(result.error);
  };
  const begin = () => load(list() ? actions.loadOlderImages : actions.openImages);
  createEffect(
    on(chatId, (id) => {
      void begin();
      onCleanup(() => actions.closeImages(id));
    }),
  );
  whenBackOnline(() => failure() && begin());

  const looked = () => {
    const now = showing();
    return now?.chatId === chatId() ? now : undefined;
  };
  /** What there was when older ones were asked for: a page that brings none is not followed by the next. */
  let had = -1;
  createEffect(() => {
    const needed = Math.max(wanted(), (looked()?.index ?? 0) + 1 + ahead);
    if (!hasBefore() || all().length >= needed || all().length === had || busy() || failure()) return;
    had = all().length;
    void load(actions.loadOlderImages);
  });
  // What comes and goes meanwhile leaves the one that is looked at where it is.
  createEffect(
    on([images, hasBefore], ([now, more]) => {
      const open = untrack(looked);
      const { image, messageId } = open?.images[open.index] ?? {};
      const index = now.findIndex((each) => each.messageId === messageId && each.image.id === image?.id);
      if (open && index >= 0) show({ ...open, images: now, index, more });
    }),
  );

  return {
    tiles,
    /** All that are loaded, the shown ones first. */
    images,
    loaded: () => list() !== undefined,
    more: () => all().length > tiles().length || hasBefore(),
    failure,
    busy,
    begin,
    showMore() {
      had = -1;
      setFailure(undefined);
      setWanted(tiles().length + step);
    },
    look: (index: number, from: HTMLElement) =>
      show({ images: images(), index, from, chatId: chatId(), more: hasBefore() }),
  };
}
