/** Usernames are the same whatever the case; they are ASCII, so this needs no locale. */
export function foldUsername(username: string): string {
  return username.toLowerCase();
}
