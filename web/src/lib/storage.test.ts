import { expect, test } from 'vitest';
import { safe } from './storage.ts';

/** A device's storage with room for so many entries. */
function device(room: number) {
  const map = new Map<string, string>();
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem(key: string, value: string) {
      if (!map.has(key) && map.size >= room) throw new DOMException('', 'QuotaExceededError');
      map.set(key, value);
    },
    removeItem: (key: string) => void map.delete(key),
  } as unknown as Storage & { map: Map<string, string> };
}

test('what another tab has changed is what is read', () => {
  const shared = device(9);
  const [one, other] = [safe(() => shared), safe(() => shared)];
  one.setItem('a', '1');
  other.setItem('a', '2');
  expect(one.getItem('a')).toBe('2');
  other.removeItem('a');
  expect(one.getItem('a')).toBeNull();
});

test('where there is no room, or it may not be used, it lasts as long as the page', () => {
  const full = device(0);
  const storage = safe(() => full);
  storage.setItem('a', '1');
  expect([storage.getItem('a'), full.map.size]).toEqual(['1', 0]);
  storage.removeItem('a');
  expect(storage.getItem('a')).toBeNull();
  const blocked = safe(() => {
    throw new DOMException('', 'SecurityError');
  });
  blocked.setItem('a', '1');
  expect(blocked.getItem('a')).toBe('1');
});
