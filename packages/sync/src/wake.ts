type Page = {
  addEventListener?: (type: string, listener: () => void) => void;
  removeEventListener?: (type: string, listener: () => void) => void;
  document?: Page & { visibilityState: string };
};

/**
 * Calls back when a browser's network came or went, or its page is looked at again: then it is worth a look whether
 * the connection is what it seems. Elsewhere it never does.
 */
export function onWake(callback: () => void): () => void {
  const page = globalThis as Page;
  const { document } = page;
  const seen = () => {
    if (document?.visibilityState === 'visible') callback();
  };
  page.addEventListener?.('online', callback);
  page.addEventListener?.('offline', callback);
  document?.addEventListener?.('visibilitychange', seen);
  return () => {
    page.removeEventListener?.('online', callback);
    page.removeEventListener?.('offline', callback);
    document?.removeEventListener?.('visibilitychange', seen);
  };
}
