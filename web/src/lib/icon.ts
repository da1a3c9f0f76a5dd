const quiet = '/icon.svg';

/** The page's icon with a count on it, as an SVG of its own; without one, the plain icon. */
export function iconOf(count: number): string {
  if (count === 0) return quiet;
  const text = count > 99 ? '99' : String(count);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#3b62c9"/><rect x="3" y="3" width="26" height="26" rx="13" fill="#fff"/><text x="16" y="22.5" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${text.length > 1 ? 17 : 19}" fill="#c62a2f">${text}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Shows how much is unread on the page's icon, and on the application's where the system has a place for it. */
export function showUnread(count: number): void {
  document.querySelector('link[rel="icon"]')?.setAttribute('href', iconOf(count));
  if (!('setAppBadge' in navigator)) return;
  const told = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge();
  told.catch(() => undefined);
}
