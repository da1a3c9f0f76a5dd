import { createSignal } from 'solid-js';
import type { ToPage, ToWorker } from '../worker/messages.ts';

const script = '/sw.js';
type Policies = {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
};
/** How often a page that stays open looks for a newer version. */
const lookMs = 60 * 60_000;
/** How often a page that is to be loaded anew looks whether it may be. */
const heldMs = 1_000;

const [ready, setReady] = createSignal(false);
let registration: ServiceWorkerRegistration | undefined;
let isFree = () => true;

/** True once a newer version is there and waits to be let in. */
export const updateReady = ready;

/**
 * Starts the service worker, which opens the client without a network, shows notifications and says when there is a newer
 * version. To be called once, after the first screen. `onOpen`: a notification was clicked. `mayReload`: nothing would be
 * lost with the page. Without one (plain HTTP, a private window) the client works all the same, online.
 */
export async function startWorker(onOpen: (path: string) => void, mayReload: () => boolean): Promise<void> {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  workers.addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
    if (data?.kind === 'open') onOpen(data.path);
  });
  const registered = await workers.register(trusted(script)).catch(() => undefined);
  if (!registered) return;
  registration = registered;
  isFree = mayReload;
  let offered = false;
  // Another tab may let it in: this one is of the version before then.
  workers.addEventListener('controllerchange', () => offered && reload());
  const offer = () => {
    setReady(Boolean(registered.active && registered.waiting));
    // It waits no more before it is the one that controls the page.
    offered ||= ready();
  };
  offer();
  registered.addEventListener('updatefound', () => registered.installing?.addEventListener('statechange', offer));
  setInterval(() => void registered.update().catch(() => undefined), lookMs);
}

/** Lets the newer version in; every tab is loaded anew by it, as soon as what was written there is kept or sent. */
export function update(): void {
  const newer = registration?.waiting;
  if (!newer) return;
  newer.addEventListener('statechange', () => newer.state === 'activated' && reload());
  newer.postMessage({ kind: 'take-over' } satisfies ToWorker);
}

function reload(): void {
  if (isFree()) location.reload();
  else setTimeout(reload, heldMs);
}

/** Tells the worker something, if there is one. */
export function tellWorker(message: ToWorker): void {
  registration?.active?.postMessage(message);
}

/** As a URL that a worker may be started from: this one alone. */
function trusted(url: string): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  if (!policies) return url;
  return policies
    .createPolicy('worker', {
      createScriptURL: (wanted) => {
        if (wanted !== script) throw new TypeError(`${wanted} is no worker of ours`);
        return wanted;
      },
    })
    .createScriptURL(url);
}
