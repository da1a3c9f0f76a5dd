import { maxAttachments } from '@messenger/proto/form-limits';
import { type EngineActions, isPassing } from '@messenger/sync';
import { createSignal } from 'solid-js';
import { onForget } from '../../lib/written.ts';
import { type Chosen, toSend } from './chosen.ts';
import { choose, type Refusal } from './limits.ts';

export type ImageDraft = ReturnType<typeof createImageDraft>;
/** What is wrong with what was just chosen. */
export type Flaws = { refused: Refusal[]; tooMany: boolean };

const drafts = new Map<string, ImageDraft>();

/** The images that wait in a chat's composer. They stay while one goes to other chats, and end with the page or a log-out. */
export function imageDraftOf(userId: string, chatId: string, actions: Pick<EngineActions, 'upload'>): ImageDraft {
  const key = `${userId} ${chatId}`;
  let draft = drafts.get(key);
  if (!draft) {
    draft = createImageDraft(actions);
    drafts.set(key, draft);
  }
  return draft;
}

onForget(
  () => {
    for (const draft of drafts.values()) draft.end();
    drafts.clear();
  },
  () => [...drafts.values()].some(({ images }) => images().length > 0),
);

/** Uploads what is chosen while the text is being written; each image can be taken out, or tried again. */
export function createImageDraft({ upload }: Pick<EngineActions, 'upload'>) {
  const [images, setImages] = createSignal<readonly Chosen[]>([]);
  const [flaws, setFlaws] = createSignal<Flaws>({ refused: [], tooMany: false });
  const uploads = new Map<number, AbortController>();
  let lastKey = 0;
  let ended = false;

  const change = (key: number, to: (image: Chosen) => Chosen) =>
    setImages(images().map((image) => (image.key === key ? to(image) : image)));
  const start = async ({ key, file }: Chosen) => {
    const control = new AbortController();
    uploads.set(key, control);
    change(key, (image) => ({ ...image, state: 'uploading', part: 0 }));
    const answer = await upload(file, {
      signal: control.signal,
      onProgress: (part) => change(key, (image) => (image.state === 'uploading' ? { ...image, part } : image)),
    });
    uploads.delete(key);
    if (control.signal.aborted) return;
    change(key, (image) => {
      if (answer.ok) return { ...image, state: 'ready', attachment: answer.value };
      return isPassing(answer.error)
        ? { ...image, state: 'waiting' }
        : { ...image, state: 'failed', error: answer.error };
    });
  };
  const drop = (image: Chosen) => {
    uploads.get(image.key)?.abort();
    uploads.delete(image.key);
    URL.revokeObjectURL(image.url);
  };
  const empty = () => {
    for (const image of images()) drop(image);
    setImages([]);
    setFlaws({ refused: [], tooMany: false });
  };

  return {
    images,
    flaws,
    /** What was picked, pasted or dropped. */
    async add(files: readonly File[]): Promise<void> {
      const { taken, refused, tooMany } = choose(files, images().length);
      setFlaws({ refused, tooMany });
      const measured = await Promise.all(taken.map(async (file) => ({ file, ...(await measure(file)) })));
      const broken = measured.filter(({ width }) => width === 0);
      const good = measured.filter(({ width }) => width > 0);
      // Others may have come in the meantime.
      const room = ended ? 0 : Math.max(0, maxAttachments - images().length);
      const rest = good.slice(room);
      for (const { url } of rest) URL.revokeObjectURL(url);
      if (broken.length + rest.length > 0) {
        setFlaws({
          refused: [...refused, ...broken.map(({ file }) => ({ file, reason: 'notAnImage' as const }))],
          tooMany: tooMany || rest.length > 0,
        });
      }
      const chosen = good
        .slice(0, room)
        .map(({ file, ...rest }): Chosen => ({ key: ++lastKey, name: file.name, file, ...rest, state: 'waiting' }));
      setImages([...images(), ...chosen]);
      await Promise.all(chosen.map(start));
    },
    remove(key: number): void {
      for (const image of images()) if (image.key === key) drop(image);
      setImages(images().filter((image) => image.key !== key));
      setFlaws({ refused: [], tooMany: false });
    },
    retry(key: number): void {
      for (const image of images()) if (image.key === key) void start(image);
    },
    /** There is a connection again. */
    resume(): void {
      for (const image of images()) if (image.state === 'waiting') void start(image);
    },
    /** Empties it into a message. */
    take(): ReturnType<typeof toSend> {
      const taken = toSend(images());
      empty();
      return taken;
    },
    /** Empties it for good: what is still being measured does not come. */
    end(): void {
      ended = true;
      empty();
    },
  };
}

/** How large an image is shown, and under which URL; 0 × 0 where the browser cannot read it. */
function measure(file: File): Promise<{ url: string; width: number; height: number }> {
  const url = URL.createObjectURL(file);
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve({ url, width: image.naturalWidth, height: image.naturalHeight });
    image.onerror = () => {
      URL.revokeObjectURL(url);
      resolve({ url: '', width: 0, height: 0 });
    };
    image.src = url;
  });
}
