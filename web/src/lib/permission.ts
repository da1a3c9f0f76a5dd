import { createSignal } from 'solid-js';
import { storage } from './storage.ts';

/** `asked`: the browser has yet to ask. `denied`: only its own settings can change it. `missing`: it has none. */
export type Permission = 'granted' | 'denied' | 'asked' | 'missing';

const read = (): Permission => {
  if (!('Notification' in globalThis) || !('serviceWorker' in navigator)) return 'missing';
  const { permission } = Notification;
  return permission === 'default' ? 'asked' : permission;
};

const [permission, setPermission] = createSignal(read());
const isWanted = () => storage.getItem('notices') === 'on';
const [wanted, setWanted] = createSignal(isWanted());
// Switched in another tab: the one that tells may be this one.
globalThis.addEventListener?.('storage', ({ key }) => {
  if (key !== null && key !== 'notices') return;
  setPermission(read());
  setWanted(isWanted());
});

export { permission };

/** Whether notifications are shown on this device: its user has asked for them here, and the browser allows them. */
export const noticesOn = (): boolean => wanted() && permission() === 'granted';

/** To be called from a click alone: the browser asks, where it has not yet. */
export async function setNotices(on: boolean): Promise<void> {
  if (on && read() === 'asked') await Notification.requestPermission();
  setPermission(read());
  const next = on && read() === 'granted';
  setWanted(next);
  if (next) storage.setItem('notices', 'on');
  else storage.removeItem('notices');
}
