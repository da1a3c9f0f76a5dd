import type { Attachment } from '@messenger/proto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetWritten } from '../../lib/written.ts';
import { createImageDraft, imageDraftOf } from './imageDraft.ts';

const picture = (name: string) => new File(['x'], name, { type: 'image/png' });
const pictures = (...names: string[]) => names.map(picture);
const upload = async () => ({ ok: true as const, value: {} as Attachment });
let urls: Set<string>;

beforeEach(() => {
  urls = new Set();
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    const url = `blob:${(file as File).name}`;
    urls.add(url);
    return url;
  });
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void urls.delete(url));
  vi.stubGlobal(
    'Image',
    class {
      onload?: () => void;
      naturalWidth = 2;
      naturalHeight = 2;
      set src(_: string) {
        setTimeout(() => this.onload?.());
      }
    },
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('what is chosen while other images are still measured counts with them', async () => {
  const draft = createImageDraft({ upload });
  await Promise.all([draft.add(pictures('1', '2', '3')), draft.add(pictures('4', '5', '6', '7'))]);
  expect(draft.images().map(({ name }) => name)).toEqual(['1', '2', '3', '4', '5']);
  expect(draft.flaws()).toEqual({ refused: [], tooMany: true });
  expect([...urls]).toEqual(['blob:1', 'blob:2', 'blob:3', 'blob:4', 'blob:5']);
});

test('one pick with too many takes those that fit, and says so', async () => {
  const draft = createImageDraft({ upload });
  await draft.add(pictures('1', '2', '3', '4', '5', '6'));
  expect([draft.images().length, draft.flaws().tooMany, urls.size]).toEqual([5, true, 5]);
});

test('a log-out leaves none: uploads end, and what is still measured does not come', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const actions = {
    upload: (_: Blob, { signal }: { signal?: AbortSignal } = {}) => {
      signals.push(signal);
      return new Promise<never>(() => undefined);
    },
  };
  const draft = imageDraftOf('ann', 'c1', actions);
  void draft.add(pictures('1'));
  await vi.waitFor(() => expect(signals).toHaveLength(1), 20_000);
  const late = draft.add(pictures('2'));
  forgetWritten();
  await late;
  expect([draft.images(), signals[0]?.aborted, [...urls], signals.length]).toEqual([[], true, [], 1]);
  expect(imageDraftOf('ann', 'c1', actions)).not.toBe(draft);
});
