/// <reference lib="dom" />
import { WireUser } from '@messenger/testkit';
import type { Page } from 'playwright-core';
import { toChats } from './chat-list.ts';
import { Person } from './person.ts';
import { textsIn } from './timeline.ts';

export type Owner = { wire: WireUser; peers: WireUser[]; chatIds: string[] };

/** Someone with a direct chat with each of some others. */
export async function someoneWithChats(url: string, count: number): Promise<Owner> {
  const wire = await WireUser.register(url, 'ann');
  const peers: WireUser[] = [];
  const chatIds: string[] = [];
  for (let i = 0; i < count; i++) {
    const peer = await WireUser.register(url, `peer${i}`);
    await wire.befriend(peer);
    peers.push(peer);
    chatIds.push((await wire.directChat(peer)).id);
  }
  return { wire, peers, chatIds };
}

/** That one in a browser: the state of the page, and what can be done in a chat of theirs. */
export class Desk {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  async logIn(username: string): Promise<void> {
    await new Person(this.page, 'ann', username).logIn(this.#url);
    await this.page.locator('.shell[data-connection="online"]').waitFor();
  }

  /** `online`, `offline` … */
  state = () => this.page.locator('.shell').getAttribute('data-connection');
  /** `socket` or `poll`. */
  via = () => this.page.locator('.connection-line').first().getAttribute('data-via');

  async goTo(chatId: string): Promise<void> {
    await this.page.goto(`${this.#url}/chat/${chatId}`);
    await this.composer.waitFor();
  }

  /** Without loading the page again. */
  async open(chatId: string): Promise<void> {
    await toChats(this.page);
    await this.page.locator(`a[href$="/chat/${chatId}"]`).first().click();
    await this.page.waitForURL(`**/chat/${chatId}`);
    await this.composer.waitFor();
  }

  get composer() {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  texts = (): Promise<string[]> => textsIn(this.page.getByRole('region', { name: /^Messages with/ }));

  /** How many entries of one of its stores the browser holds, whose keys begin so. */
  async stored(store: string, prefix = ''): Promise<number> {
    const keys = await this.#all(store, 'getAllKeys');
    return keys.filter((key) => String(key).startsWith(prefix)).length;
  }

  /** Whether something that the browser keeps in one of its stores holds the text. */
  async holds(store: string, text: string): Promise<boolean> {
    return JSON.stringify(await this.#all(store, 'getAll')).includes(text);
  }

  /** What is in one of the browser's stores. */
  #all(store: string, what: 'getAllKeys' | 'getAll'): Promise<unknown[]> {
    return this.page.evaluate(
      ([name, read]) =>
        new Promise<unknown[]>((resolve, reject) => {
          const opening = indexedDB.open('messenger');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const db = opening.result;
            const found = db.transaction(name).objectStore(name)[read]();
            found.onerror = () => reject(found.error);
            found.onsuccess = () => {
              db.close();
              resolve(found.result);
            };
          };
        }),
      [store, what] as const,
    );
  }

  /** Waits until the service worker has everything that the client needs without a network. */
  async worker(): Promise<void> {
    await this.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  }

  /** Whether what runs behind the screens is there. */
  background = (): Promise<boolean> =>
    this.page.evaluate(() =>
      performance.getEntriesByType('resource').some(({ name }) => /Background-.*\.js/.test(name)),
    );

  /** From here on the page has no focus, which a browser under test otherwise always claims. */
  async lookAway(): Promise<void> {
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
  }

  /** Whether the service worker takes any of its windows for looked at. */
  anyFocused = async (): Promise<boolean> => {
    const [worker] = this.page.context().serviceWorkers();
    return worker!.evaluate(async () => {
      type Scope = { clients: { matchAll(of: object): Promise<{ focused: boolean }[]> } };
      const { clients } = globalThis as unknown as Scope;
      return (await clients.matchAll({ type: 'window', includeUncontrolled: true })).some(({ focused }) => focused);
    });
  };

  /** The notifications that are shown: title and text. */
  notices = (): Promise<[string, string][]> =>
    this.page.evaluate(async () => {
      const shown = await (await navigator.serviceWorker.ready).getNotifications();
      return shown.map(({ title, body }): [string, string] => [title, body]);
    });

  /** What the system does when one is clicked; it alone could give a window the focus. */
  async clickNotice(title: string): Promise<void> {
    const [worker] = this.page.context().serviceWorkers();
    await worker!.evaluate(async (wanted) => {
      const scope = globalThis as unknown as { registration: ServiceWorkerRegistration } & EventTarget;
      const notification = (await scope.registration.getNotifications()).find((shown) => shown.title === wanted);
      const Click = (globalThis as unknown as { NotificationEvent: new (type: string, init: object) => Event })
        .NotificationEvent;
      scope.dispatchEvent(new Click('notificationclick', { notification }));
    }, title);
  }

  /** Kills the page's process, as when the machine runs out of memory: nothing of it gets to do anything more. */
  async kill(): Promise<void> {
    const crashed = this.page.waitForEvent('crash');
    const devtools = await this.page.context().newCDPSession(this.page);
    void devtools.send('Page.crash').catch(() => undefined);
    await crashed;
    await this.page.close();
  }
}
