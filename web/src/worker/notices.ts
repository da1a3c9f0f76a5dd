import type { Notice, ToPage } from './messages.ts';

type Worker = Pick<ServiceWorkerGlobalScope, 'registration' | 'clients'>;

const windowsOf = ({ clients }: Worker) => clients.matchAll({ type: 'window', includeUncontrolled: true });

/** What comes within so many ms of the one before is of the same burst, for which nobody is called again. */
const burstMs = 5_000;

type Data = { path: string; upTo: number; at: number };
const dataOf = (notification: Notification) => notification.data as Data;

/**
 * Shows it, unless a window of the client has the focus, or it was shown already: several tabs may say the same. Where it
 * takes the place of an older one the system calls again, but not within a burst.
 */
export async function notify(worker: Worker, { tag, title, upTo, ...notice }: Notice): Promise<void> {
  if ((await windowsOf(worker)).some((window) => window.focused)) return;
  const [shown] = await worker.registration.getNotifications({ tag });
  if (shown && dataOf(shown).upTo >= upTo) return;
  const at = Date.now();
  const options: NotificationOptions & { renotify: boolean } = {
    tag,
    renotify: shown !== undefined && at - dataOf(shown).at > burstMs,
    body: notice.body,
    icon: notice.icon ?? '/icon-192.png',
    badge: '/badge-96.png',
    data: { path: notice.path, upTo, at } satisfies Data,
  };
  await worker.registration.showNotification(title, options);
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
  const { path } = dataOf(notification);
  const windows = await windowsOf(worker);
  const window = windows.find(({ visibilityState }) => visibilityState === 'visible') ?? windows[0];
  if (!window) return void (await worker.clients.openWindow(path));
  // Only a real click may move the focus; where it may not, the page goes there all the same.
  await window.focus().catch(() => undefined);
  window.postMessage({ kind: 'open', path } satisfies ToPage);
}
