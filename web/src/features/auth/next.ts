/** Where to go after log-in: a path of this site, whatever the address bar was made to say. */
export function localPath(next: string | string[] | undefined): string {
  if (typeof next !== 'string' || !/^\/[^/\\]/.test(next)) return '/';
  return next;
}

/** The address of the log-in page that leads back to a path. */
export function loginFor(path: string): string {
  return path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`;
}
