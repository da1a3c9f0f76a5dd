type Page = {
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
  document?: Page & { visibilityState: string };
};

/** Calls back when a browser is online again, or its page is looked at again. Elsewhere it never does. */
export function onWake(callback: () => void): () => void {
  const page = globalThis as Page;
  const { document } = page;
  const seen = () => {
    if (document?.visibilityState === 'visible') callback();
  };
  page.addEventListener?.('online', callback);
  document?.addEventListener?.('visibilitychange', seen);
  return () => {
    page.removeEventListener?.('online', callback);
    document?.removeEventListener?.('visibilitychange', seen);
  };
}
