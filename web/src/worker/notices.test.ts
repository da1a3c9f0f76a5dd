import { afterEach, expect, test, vi } from 'vitest';
import type { Notice } from './messages.ts';
import { keep, notify, openFrom } from './notices.ts';

type Shown = { title: string; tag: string; renotify: boolean; data: { path: string; upTo: number }; close(): void };
type Options = Pick<Shown, 'tag' | 'renotify' | 'data'>;
afterEach(() => void vi.useRealTimers());

const notice: Notice = { tag: 'a', title: 'Ben', body: 'hi', path: '/chat/a', upTo: 3 };

/** A browser with these windows, and what it shows and does. */
function browser(...windows: { focused?: boolean; visibilityState?: string }[]) {
  const shown: Shown[] = [];
  const done: unknown[] = [];
  const show = async (title: string, { tag, renotify, data }: Options) => {
    const before = shown.findIndex((each) => each.tag === tag);
    if (before >= 0) shown.splice(before, 1);
    const each = { title, tag, renotify, data, close: () => shown.splice(shown.indexOf(each), 1) };
    shown.push(each);
  };
  const worker = {
    registration: {
      showNotification: show,
      getNotifications: async ({ tag }: { tag?: string } = {}) => shown.filter((each) => !tag || each.tag === tag),
    },
    clients: {
      matchAll: async () =>
        windows.map((window, n) => ({
          ...window,
          focus: () => Promise.reject(new Error('not a real click')),
          postMessage: (message: unknown) => done.push([n, message]),
        })),
      openWindow: async (path: string) => done.push(path),
    },
  } as unknown as Parameters<typeof notify>[0];
  return { worker, shown, done };
}

test('is shown unless a window has the focus, and the same is not shown twice', async () => {
  const looked = browser({ focused: false }, { focused: true });
  await notify(looked.worker, notice);
  expect(looked.shown).toEqual([]);
  const { worker, shown } = browser({ focused: false });
  await notify(worker, notice);
  await notify(worker, { ...notice, title: 'from another tab' });
  expect(shown.map(({ title }) => title)).toEqual(['Ben']);
  await notify(worker, { ...notice, title: 'newer', upTo: 4 });
  expect(shown.map(({ title }) => title)).toEqual(['newer']);
});

test('calls again for what comes later, and not for each of a burst', async () => {
  vi.useFakeTimers();
  const { worker, shown } = browser();
  const calls: boolean[] = [];
  for (const [upTo, ms] of [4_000, 4_000, 60_000, 1_000].entries()) {
    await notify(worker, { ...notice, upTo });
    calls.push(shown[0]!.renotify);
    await vi.advanceTimersByTimeAsync(ms);
  }
  await notify(worker, { ...notice, upTo: 9 });
  calls.push(shown[0]!.renotify);
  // The first of all calls anyhow.
  expect(calls).toEqual([false, false, false, true, false]);
});

test('what was read is taken away', async () => {
  const { worker, shown } = browser();
  for (const tag of ['a', 'b', 'c']) await notify(worker, { ...notice, tag });
  await keep(worker, ['b']);
  expect(shown.map(({ tag }) => tag)).toEqual(['b']);
});

test('a click leads there: in the window in sight, else in any, else in a new one', async () => {
  const clicked = async (...windows: { visibilityState?: string }[]) => {
    const { worker, shown, done } = browser(...windows);
    await notify(worker, notice);
    await openFrom(worker, shown[0] as unknown as Notification);
    expect(shown).toEqual([]);
    return done;
  };
  const message = { kind: 'open', path: '/chat/a' };
  expect(await clicked({ visibilityState: 'hidden' }, { visibilityState: 'visible' })).toEqual([[1, message]]);
  expect(await clicked({ visibilityState: 'hidden' })).toEqual([[0, message]]);
  expect(await clicked()).toEqual(['/chat/a']);
});
