/** Where to go after log-in: a path of this site, whatever the address bar was made to say. */
export function localPath(next: string | string[] | undefined): string {
  if (typeof next !== 'string' || !/^\/[^/\\]/.test(next)) return '/';
  return next;
}

/** The address of the log-in page. It leads back to where one was, except for who logged out. */
export function loginFor(ended: 'logout' | 'expired' | undefined, path: string): string {
  return ended === 'logout' || path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`;
}
