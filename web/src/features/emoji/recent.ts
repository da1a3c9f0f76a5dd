import type { TextStorage } from '../../lib/storage.ts';

const key = 'emoji';
const most = 24;

/** The emoji chosen last on this device, newest first. */
export function recentEmoji(storage: TextStorage): string[] {
  return (storage.getItem(key) ?? '').split(' ').filter(Boolean);
}

export function noteEmoji(storage: TextStorage, emoji: string): void {
  const others = recentEmoji(storage).filter((each) => each !== emoji);
  storage.setItem(key, [emoji, ...others].slice(0, most).join(' '));
}
