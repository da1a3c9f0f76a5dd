import type { Channel, Locks, TabsHost } from '../tabs/host.ts';
import type { FakeServer } from './fake-server.ts';

type Listener = (event: { data: unknown }) => void;
type Request = { tab: FakeTab; name: string; shared: boolean; grant: () => void; lose: () => void };

/** The tabs of a browser in memory: locks and channels as the platform has them. */
export class FakeBrowser {
  readonly channels = new Set<{ tab: FakeTab; name: string; listeners: Listener[] }>();
  held: Request[] = [];
  waiting: Request[] = [];

  tab(): FakeTab {
    return new FakeTab(this);
  }

  grantNext(): void {
    for (const request of [...this.waiting]) {
      if (!this.isFree(request)) continue;
      this.waiting = this.waiting.filter((each) => each !== request);
      this.held.push(request);
      request.grant();
    }
  }

  isFree({ name, shared }: Pick<Request, 'name' | 'shared'>): boolean {
    return this.held.every((each) => each.name !== name || (shared && each.shared));
  }

  release(request: Request): void {
    this.held = this.held.filter((each) => each !== request);
    this.waiting = this.waiting.filter((each) => each !== request);
    this.grantNext();
  }
}

export class FakeTab implements TabsHost {
  readonly #browser: FakeBrowser;
  #gone = false;
  #offline = false;
  readonly #sockets = new Set<{ breakOff(code: number): void }>();
  /** What came while it was frozen. */
  #frozen: (() => void)[] | undefined;

  constructor(browser: FakeBrowser) {
    this.#browser = browser;
  }

  /** Neither hears nor says anything from now on, and holds no lock. */
  crash(): void {
    this.#gone = true;
    this.#cutOff();
    for (const request of [...this.#browser.held, ...this.#browser.waiting]) {
      if (request.tab === this) this.#browser.release(request);
    }
  }

  /** Hears nothing of the others until it is thawed, and keeps its locks. `deaf`: but it has its connections still. */
  freeze(how: 'frozen' | 'deaf' = 'frozen'): void {
    this.#frozen ??= [];
    if (how === 'frozen') this.#cutOff();
  }

  thaw(): void {
    const late = this.#frozen ?? [];
    this.#frozen = undefined;
    this.#offline = false;
    for (const each of late) each();
  }

  #cutOff(): void {
    this.#offline = true;
    for (const socket of this.#sockets) socket.breakOff(1006);
    this.#sockets.clear();
  }

  /** The tab's own way to a server. */
  network({ Socket, fetch }: FakeServer) {
    const tab = this;
    return {
      WebSocket: class extends Socket {
        constructor(url: string) {
          super(url);
          tab.#sockets.add(this);
          if (tab.#offline) setTimeout(() => this.breakOff(1006));
        }
      },
      fetch: ((...asked: Parameters<typeof fetch>) =>
        tab.#offline ? Promise.reject(new TypeError('failed to fetch')) : fetch(...asked)) as typeof fetch,
    };
  }

  channel = (name: string): Channel => {
    const browser = this.#browser;
    const mine = { tab: this as FakeTab, name, listeners: [] as Listener[] };
    browser.channels.add(mine);
    return {
      postMessage: (message) => {
        if (this.#gone) return;
        for (const other of browser.channels) {
          if (other === mine || other.name !== name) continue;
          const data: unknown = structuredClone(message);
          const tell = () => {
            for (const listener of other.listeners) listener({ data });
          };
          setTimeout(() => other.tab.#hear(tell), 1);
        }
      },
      addEventListener: (_, listener) => void mine.listeners.push(listener),
      close: () => void browser.channels.delete(mine),
    };
  };

  #hear(listen: () => void): void {
    if (this.#gone) return;
    if (this.#frozen) this.#frozen.push(listen);
    else listen();
  }

  locks: Locks = {
    query: async () => ({ held: this.#browser.held.map(({ name }) => ({ name })) }),
    request: <T>(...[name, options, work]: Parameters<Locks['request']>): Promise<T> => {
      const browser = this.#browser;
      return new Promise((resolve, reject) => {
        const fail = () => reject(new DOMException('', 'AbortError'));
        const request: Request = {
          tab: this,
          name,
          shared: options.mode === 'shared',
          lose: () => this.#hear(fail),
          grant: () =>
            void Promise.resolve()
              .then(() => work({ name }))
              .then((value) => resolve(value as T), reject)
              .finally(() => browser.release(request)),
        };
        if (options.steal) {
          const robbed = browser.held.filter((each) => each.name === name);
          browser.held = browser.held.filter((each) => each.name !== name);
          for (const each of robbed) each.lose();
        }
        if (options.ifAvailable && !browser.isFree(request)) {
          void work(null).then((value) => resolve(value as T), reject);
          return;
        }
        options.signal?.addEventListener('abort', () => {
          if (!browser.waiting.includes(request)) return;
          browser.release(request);
          fail();
        });
        if (options.steal) browser.waiting.unshift(request);
        else browser.waiting.push(request);
        browser.grantNext();
      });
    },
  };
}
