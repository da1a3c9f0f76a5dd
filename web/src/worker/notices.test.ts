import { expect, test } from 'vitest';
import type { Notice } from './messages.ts';
import { keep, notify, openFrom } from './notices.ts';

type Shown = { title: string; tag: string; data: { path: string; upTo: number }; close(): void };
const notice: Notice = { tag: 'a', title: 'Ben', body: 'hi', path: '/chat/a', upTo: 3 };

/** A browser with these windows, and what it shows and does. */
function browser(...windows: { focused?: boolean; visibilityState?: string }[]) {
  const shown: Shown[] = [];
  const done: unknown[] = [];
  const show = async (title: string, { tag, data }: { tag: string; data: Shown['data'] }) => {
    const before = shown.findIndex((each) => each.tag === tag);
    if (before >= 0) shown.splice(before, 1);
    const each = { title, tag, data, close: () => shown.splice(shown.indexOf(each), 1) };
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
