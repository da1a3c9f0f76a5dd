import type { Notice, ToPage } from './messages.ts';

type Worker = Pick<ServiceWorkerGlobalScope, 'registration' | 'clients'>;

const windowsOf = ({ clients }: Worker) => clients.matchAll({ type: 'window', includeUncontrolled: true });

/** Shows it, unless a window of the client has the focus, or it was shown already: several tabs may say the same. */
export async function notify(worker: Worker, { tag, title, upTo, ...notice }: Notice): Promise<void> {
  if ((await windowsOf(worker)).some((window) => window.focused)) return;
  const [shown] = await worker.registration.getNotifications({ tag });
  if (shown && upToOf(shown) >= upTo) return;
  await worker.registration.showNotification(title, {
    tag,
    body: notice.body,
    icon: notice.icon ?? '/icon-192.png',
    badge: '/badge-96.png',
    data: { path: notice.path, upTo },
  });
}

/** Closes all others. */
export async function keep(worker: Worker, tags: readonly string[]): Promise<void> {
  for (const shown of await worker.registration.getNotifications()) {
    if (!tags.includes(shown.tag)) shown.close();
  }
}

/** Leads to what it tells of, in a window that is there, else in a new one. */
export async function openFrom(worker: Worker, notification: Notification): Promise<void> {
  notification.close();
  const { path } = notification.data as { path: string };
  const windows = await windowsOf(worker);
  const window = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0];
  if (!window) return void (await worker.clients.openWindow(path));
  // Only a real click may move the focus; where it may not, the page goes there all the same.
  await window.focus().catch(() => undefined);
  window.postMessage({ kind: 'open', path } satisfies ToPage);
}

const upToOf = (notification: Notification) => (notification.data as { upTo: number }).upTo;
