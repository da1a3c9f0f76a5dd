/** The part of Web Storage used here; tests bring a Map. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** `localStorage` where it may be used. Where it is blocked or full, what is kept there lives until the reload. */
export const storage: TextStorage = safe(() => globalThis.localStorage);

/** For tests; `open`: the device's, which throws where it may not be used. */
export function safe(open: () => Storage): TextStorage {
  /** What could not be kept on the device. */
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): { value: T } | undefined => {
    try {
      return { value: use(open()) };
    } catch {
      return undefined;
    }
  };
  return {
    // From the device where it is there: another tab may have changed it.
    getItem: (key) => memory.get(key) ?? attempt((s) => s.getItem(key))?.value ?? null,
    setItem: (key, value) => {
      if (attempt((s) => s.setItem(key, value))) memory.delete(key);
      else memory.set(key, value);
    },
    removeItem: (key) => {
      memory.delete(key);
      attempt((s) => s.removeItem(key));
    },
  };
}
