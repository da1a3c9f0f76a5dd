import type { User } from '@messenger/proto';

/** A user as auth knows it. */
export type Account = {
  id: string;
  username: string;
  passwordHash: string;
  displayName: string;
  createdAt: Date;
};

/** As it was registered: changes of the profile since then are known to the read model alone. */
export function userOf({ id, username, displayName, createdAt }: Account): User {
  return { id, username, displayName, avatar: null, createdAt: createdAt.toISOString() };
}
