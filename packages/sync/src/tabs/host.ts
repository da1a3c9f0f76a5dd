/** What joins the tabs of a browser, reduced to what is used; `browserTabs` takes the platform's own. */
export type TabsHost = { locks: Locks; channel: (name: string) => Channel };

/** The part of the platform's `LockManager`. */
export type Locks = {
  request<T>(name: string, options: LockOptions, work: (lock: unknown) => Promise<T>): Promise<T>;
  query(): Promise<{ held?: { name?: string }[] }>;
};
type LockOptions = { mode?: 'exclusive' | 'shared'; ifAvailable?: boolean; steal?: boolean; signal?: AbortSignal };

/** Whether a request failed because the platform gives this page no locks at all (a policy, a setting): then it is alone. */
export const refusesLocks = (error: unknown): boolean =>
  !(error instanceof DOMException && ['AbortError', 'TimeoutError'].includes(error.name));

/** The part of a `BroadcastChannel`: what one posts, all others of the name hear. */
export type Channel = {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close(): void;
};

/** The tabs of this browser; undefined where the platform cannot join them: then each is by itself. */
export function browserTabs(): TabsHost | undefined {
  const { locks } = (globalThis.navigator ?? {}) as { locks?: Locks };
  if (!locks || typeof BroadcastChannel === 'undefined') return undefined;
  return { locks, channel: (name) => new BroadcastChannel(name) };
}
