/** The part of Web Storage used here; tests bring a Map. */
export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** `localStorage` where it may be used. Where it is blocked or full, what is kept there lives until the reload. */
export const storage: TextStorage = safe(() => globalThis.localStorage);

function safe(open: () => Storage): TextStorage {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(open());
    } catch {
      return undefined;
    }
  };
  return {
    getItem: (key) => memory.get(key) ?? attempt((s) => s.getItem(key)) ?? null,
    setItem: (key, value) => {
      memory.set(key, value);
      attempt((s) => s.setItem(key, value));
    },
    removeItem: (key) => {
      memory.delete(key);
      attempt((s) => s.removeItem(key));
    },
  };
}
