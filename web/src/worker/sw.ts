/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import type { ToWorker } from './messages.ts';
import { keep, notify, openFrom } from './notices.ts';

declare const self: ServiceWorkerGlobalScope & {
  // What the build found to keep: every file of the client.
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

/** Everything that is not the server's own is the client's page, whatever its address: it opens from here. */
const servers = /^\/(?:api|ws|docs|health|ready|metrics)(?:\/|$)/;
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [servers] }));

self.addEventListener('message', (event) => {
  const message = event.data as ToWorker;
  if (message.kind === 'take-over') void self.skipWaiting();
  else if (message.kind === 'notify') event.waitUntil(notify(self, message.notice));
  else if (message.kind === 'keep') event.waitUntil(keep(self, message.tags));
});

self.addEventListener('notificationclick', (event) => event.waitUntil(openFrom(self, event.notification)));
