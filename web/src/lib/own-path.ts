/** The chat that a path of this messenger leads to, or to a message of which: its id, or its address. */
export function chatIn(path: string): string | undefined {
  return /^\/chat\/([^/]+)/.exec(path)?.[1];
}

/** The path of a link to a chat, a message or a profile of the messenger at this origin; undefined for any other link. */
export function ownPath(href: string, origin: string): string | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url?.origin !== origin || !/^\/(?:chat|user)\/./.test(url.pathname)) return undefined;
  return url.pathname + url.search + url.hash;
}
